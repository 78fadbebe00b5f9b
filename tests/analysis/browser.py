# SPDX-License-Identifier: Apache-2.0
"""A headless Chromium for tests of pages: a small client of its DevTools protocol with the standard library alone.

    with browser.Page(path) as page:
        page.wait_for('document.documentElement.dataset.state === "ready"')
        page.value("document.title"), page.messages, page.requests, page.screenshot()
"""

import base64
import json
import os
import pathlib
import re
import shutil
import socket
import struct
import subprocess
import tempfile
import time
import urllib.request

FLAGS = ["--headless=new", "--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
         "--remote-debugging-port=0", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions",
         "--disable-background-networking", "--disable-component-update", "--mute-audio", "--hide-scrollbars"]
PATIENCE = 60  # seconds for anything
KEYS = {"Escape": 27, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40, "Tab": 9}


def executable():
    """The path of a Chromium; None where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class WebSocket:
    """Text messages to a server on this machine (RFC 6455)."""

    def __init__(self, url):
        host, port, path = re.fullmatch(r"ws://([^:/]+):(\d+)(/.*)", url).groups()
        self._socket = socket.create_connection((host, int(port)), timeout=PATIENCE)
        key = base64.b64encode(os.urandom(16)).decode()
        self._socket.sendall((f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade"
                              f"\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n").encode())
        self._file = self._socket.makefile("rb")
        if b" 101 " not in self._file.readline():
            raise ConnectionError(f"{url} is no web socket")
        while self._file.readline() not in (b"\r\n", b""):
            pass

    def close(self):
        self._file.close()
        self._socket.close()

    def send(self, text, kind=1):
        data = text if isinstance(text, bytes) else text.encode()
        size = len(data)
        length = bytes([128 | size]) if size < 126 else struct.pack(">BH", 254, size) if size < 65536 else struct.pack(
            ">BQ", 255, size)
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))
        self._socket.sendall(bytes([128 | kind]) + length + mask + masked)

    def receive(self):
        message = b""
        while True:
            first, second = self._read(2)
            size = second & 127
            if size > 125:  # the length follows, which may itself be 127
                size = int.from_bytes(self._read(2 if size == 126 else 8), "big")
            data, kind = self._read(size), first & 15
            if kind == 8:
                raise ConnectionError("the browser closed the connection")
            if kind == 9:
                self.send(data, kind=10)
            elif kind in (0, 1):
                message += data
                if first & 128:
                    return message.decode()

    def _read(self, size):
        data = self._file.read(size)
        if len(data) < size:
            raise ConnectionError("the browser is gone")
        return data


class Page:
    """A file opened in a browser of its own."""

    def __init__(self, path, width=1200, height=800, fragment=""):
        self.messages = []  # of the console, and exceptions that nobody caught
        self.requests = []  # addresses that were asked for
        self.dialogs = []
        self._number = 0
        self._folder = tempfile.mkdtemp(prefix="thema-browser-")
        self._process = subprocess.Popen(
            [executable(), *FLAGS, f"--user-data-dir={self._folder}", f"--window-size={width},{height}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "HOME": self._folder})
        try:
            self._socket = WebSocket(self._target())
            for domain in ("Page", "Runtime", "Network", "Log"):
                self.call(f"{domain}.enable")
            self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                      mobile=False)
            self.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=self._folder)
            self.call("Page.navigate", url=pathlib.Path(path).resolve().as_uri() + fragment)
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if hasattr(self, "_socket"):
            self._socket.close()
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _target(self):
        """Address of the page's web socket; the browser writes its port into its folder."""
        port, end = pathlib.Path(self._folder, "DevToolsActivePort"), time.monotonic() + PATIENCE
        while not port.exists() or "\n" not in port.read_text():
            if self._process.poll() is not None or time.monotonic() > end:
                raise ConnectionError("Chromium ended before it could be reached, or never listened")
            time.sleep(0.05)
        number = port.read_text().splitlines()[0]
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://127.0.0.1:{number}/json/list", timeout=PATIENCE) as answer:
            pages = [target for target in json.load(answer) if target["type"] == "page"]
        return pages[0]["webSocketDebuggerUrl"]

    def call(self, method, **parameters):
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.receive())
            if message.get("id") == self._number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']['message']}")
                return message["result"]
            self._note(message)

    def _note(self, event):
        name, about = event.get("method"), event.get("params", {})
        if name == "Runtime.consoleAPICalled":
            self.messages.append(" ".join(str(one.get("value", "")) for one in about["args"]))
        elif name == "Runtime.exceptionThrown":
            details = about["exceptionDetails"]
            self.messages.append(details.get("exception", {}).get("description", details["text"]))
        elif name == "Log.entryAdded":
            self.messages.append(about["entry"]["text"])
        elif name == "Network.requestWillBeSent":
            self.requests.append(about["request"]["url"])
        elif name == "Page.javascriptDialogOpening":
            self.dialogs.append(about["message"])

    def value(self, expression):
        """What an expression of JavaScript gives, as JSON can hold it; promises are waited for."""
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(f"{expression}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def wait_for(self, expression):
        end = time.monotonic() + PATIENCE
        while not self.value(expression):
            if time.monotonic() > end:
                raise TimeoutError(f"{expression} did not come true; the page said {self.messages}")
            time.sleep(0.05)

    def mouse(self, kind, x, y, **more):
        self.call("Input.dispatchMouseEvent", type=f"mouse{kind}", x=x, y=y, **more)

    def drag(self, places):
        """The pointer with its button pressed along a list of (x, y)."""
        self.mouse("Moved", *places[0])
        self.mouse("Pressed", *places[0], button="left", buttons=1, clickCount=1)
        for place in places[1:]:
            self.mouse("Moved", *place, button="left", buttons=1)
        self.mouse("Released", *places[-1], button="left", clickCount=1)

    def click(self, x, y):
        self.drag([(x, y)])

    def key(self, name):
        letter = {"text": name} if len(name) == 1 else {"windowsVirtualKeyCode": KEYS[name]}
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=name, **(letter if kind == "keyDown" else {}))

    def type(self, text):
        self.call("Input.insertText", text=text)

    def downloaded(self, pattern):
        """The file that the page made, once it is whole."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = list(pathlib.Path(self._folder).glob(pattern))
            if found and found[0].stat().st_size:
                return found[0].read_text(encoding="utf-8")
            time.sleep(0.05)
        raise TimeoutError(f"no download {pattern}")

    def mebibytes(self):
        """Memory of all the browser's processes, what they share counted once."""
        found, todo = 0, [self._process.pid]
        while todo:
            process = pathlib.Path(f"/proc/{todo.pop()}")
            todo += [int(child) for task in process.glob("task/*/children") for child in task.read_text().split()]
            found += int(re.search(r"^Pss: +(\d+) kB", (process / "smaps_rollup").read_text(), re.M)[1])
        return found // 1024

    def screenshot(self):
        """PNG bytes."""
        return base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])
