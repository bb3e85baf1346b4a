"""Places that are not there: a link to a folder that is missing, and no name at all."""

from verify.commands import cli


def test_a_link_to_a_folder_that_is_not_there_and_no_name_say_so(tmp_path, capsys):
    (tmp_path / "link").symlink_to(tmp_path / "none" / "y.json")
    claims = tmp_path / "claims.toml"
    claims.write_text('[claim.a]\nvariables = { x = "real" }\nconclusion = "x*x >= 0"\n')
    assert cli.main(["check", str(claims), "--json", str(tmp_path / "link")]) == 2
    assert "No such file or directory" in capsys.readouterr().err
    assert cli.main(["check", ""]) == 2
    assert capsys.readouterr().err == "affirm: FILE '': names no file; name a file of claims\n"
