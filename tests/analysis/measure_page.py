# SPDX-License-Identifier: Apache-2.0
"""How fast a page of page.py is in a headless Chromium:

    python tests/analysis/measure_page.py map.html [--frames 60]

Prints one line of JSON: size of the file, seconds until the map is drawn and until all titles can be searched,
milliseconds of a search, and of a frame (median and 95th percentile) while the map is moved and zoomed, and of one with
all papers; memory of the browser at the end, and all that the console was told. Without a GPU, Chromium's SwiftShader
draws on the processor.
"""

import argparse
import json
import pathlib
import statistics
import time

import browser

MOVE = """new Promise((done) => {
  const map = document.getElementById("map"), times = [];
  let before = performance.now(), left = FRAMES;
  const step = () => {
    const now = performance.now();
    times.push(now - before);
    before = now;
    if (left-- === 0) return done(times.slice(1));
    const zoom = { deltaY: left % 40 < 20 ? -40 : 40, clientX: 700 + (left % 30), clientY: 400, bubbles: true };
    map.dispatchEvent(new WheelEvent("wheel", { ...zoom, cancelable: true }));
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})"""
ALL_PAPERS = """new Promise((done) => setTimeout(() => {
  document.getElementById("theme").click();
  const start = performance.now();
  requestAnimationFrame(() => {
    const gl = document.getElementById("map").getContext("webgl2");
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
    done(performance.now() - start);
  });
}, 600))"""
SEARCH = """new Promise((done) => {
  const field = document.getElementById("search"), found = document.getElementById("found");
  const start = performance.now();
  new MutationObserver((_, observer) => {
    if (!found.textContent.endsWith(" found")) return;
    observer.disconnect();
    done(performance.now() - start);
  }).observe(found, { childList: true });
  field.value = "WORDS";
  field.dispatchEvent(new Event("input"));
})"""


def main():
    parser = argparse.ArgumentParser(description="Times of a page of page.py in a headless Chromium.")
    parser.add_argument("html", type=pathlib.Path)
    parser.add_argument("--frames", type=int, default=60)
    arguments = parser.parse_args()
    start = time.monotonic()
    with browser.Page(arguments.html) as page:
        state = "document.documentElement?.dataset.state"
        page.wait_for(f"['drawn', 'ready'].includes({state})")
        drawn = time.monotonic() - start
        page.wait_for(f"{state} === 'ready'")
        ready = time.monotonic() - start
        frames = sorted(page.value(MOVE.replace("FRAMES", str(arguments.frames))))
        still = [page.value(ALL_PAPERS) for _ in range(5)]
        searches = [round(page.value(SEARCH.replace("WORDS", words))) for words in ("graph", "graph neural", "quant")]
        mebibytes, said = page.mebibytes(), page.messages
    print(json.dumps({
        "megabytes": round(arguments.html.stat().st_size / 1e6, 1), "seconds_drawn": round(drawn, 2),
        "seconds_ready": round(ready, 2), "moving_ms_median": round(statistics.median(frames), 1),
        "moving_ms_95": round(frames[int(0.95 * len(frames))], 1), "all_papers_ms": round(statistics.median(still), 1),
        "search_ms": searches, "mebibytes": mebibytes, "messages": said}))


if __name__ == "__main__":
    main()
