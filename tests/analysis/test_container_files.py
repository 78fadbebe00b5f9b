# SPDX-License-Identifier: Apache-2.0
"""The Docker files beside one another and beside thema.def: nothing here builds an image."""

import os
import pathlib
import re
import unittest

import yaml

SOURCE = pathlib.Path(os.environ.get("THEMA_SOURCE", pathlib.Path(__file__).parents[2]))
CONTAINER = SOURCE / "container"


def instructions():
    """Of the Dockerfile: (name, the rest of the line), continued lines as one."""
    text = re.sub(r"\\\n\s*", "", (CONTAINER / "Dockerfile").read_text())
    return [tuple(line.split(maxsplit=1)) for line in text.splitlines() if line and line[0] != "#"]


class Compose(unittest.TestCase):
    def setUp(self):
        self.services = yaml.safe_load((CONTAINER / "compose.yaml").read_text())["services"]

    def test_only_this_machine_reaches_a_port(self):
        self.assertEqual(self.services["notebook"]["ports"], ["127.0.0.1:8888:8888"])
        for name, service in self.services.items():
            self.assertTrue(all(port.startswith("127.0.0.1:") for port in service.get("ports", [])), name)
            self.assertNotIn("network_mode", service)
            self.assertNotIn("privileged", service)

    def test_the_notebook_reads_the_run_and_nothing_else(self):
        volumes = self.services["notebook"]["volumes"]
        self.assertEqual([(v["source"], v["read_only"]) for v in volumes], [("${THEMA_RUN:-../run}", True)])
        self.assertIn(("ENV", f"THEMA_RUN={volumes[0]['target']}"), instructions())

    def test_services_are_stages_of_the_dockerfile(self):
        stages = {rest.split(" AS ")[1] for name, rest in instructions() if name == "FROM" and " AS " in rest}
        self.assertEqual({service["build"]["target"] for service in self.services.values()}, stages)
        for service in self.services.values():
            build = service["build"]
            context = (CONTAINER / build["context"]).resolve()
            self.assertTrue((context / build["dockerfile"]).samefile(CONTAINER / "Dockerfile"))


class Dockerfile(unittest.TestCase):
    def test_it_copies_what_the_apptainer_image_holds(self):
        files = re.search(r"%files\n(.*?)\n\n", (CONTAINER / "thema.def").read_text(), re.S)[1]
        copied = [rest.split()[0] for name, rest in instructions() if name == "COPY"]
        self.assertEqual(sorted(copied), sorted(line.split()[0] for line in files.splitlines()))
        sent = re.findall(r"^!(.*)", (CONTAINER / "Dockerfile.dockerignore").read_text(), re.M)
        self.assertEqual(sorted(sent), sorted(copied))
        for name in copied:
            self.assertTrue((SOURCE / name).exists(), name)

    def test_every_image_ends_as_an_ordinary_user(self):
        user = {}
        for name, rest in instructions():
            if name == "FROM":
                base, _, stage = rest.partition(" AS ")
                stage = stage or "the last"
                user[stage] = user.get(base, "root")
            elif name == "USER":
                user[stage] = rest
        self.assertEqual(user, {"thema": "1000", "notebook": "1000", "the last": "1000"})

    def test_jupyter_keeps_its_token(self):
        text = (CONTAINER / "Dockerfile").read_text() + (CONTAINER / "compose.yaml").read_text()
        self.assertNotRegex(text, r"--\w+\.(token|password|allow_)")


if __name__ == "__main__":
    unittest.main()
