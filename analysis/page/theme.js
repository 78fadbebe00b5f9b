// SPDX-License-Identifier: Apache-2.0
// Light or dark: as the system has it until the button is pressed. The colours are those of style.css.
import { byId } from "./dom.js";
import { rgbOf } from "./colours.js";

export class Theme {
  constructor(changed) {
    const system = matchMedia("(prefers-color-scheme: dark)");
    this.set(system.matches);
    system.addEventListener("change", () => {
      this.set(system.matches);
      changed();
    });
    byId("theme").addEventListener("click", () => {
      this.set(!this.dark);
      changed();
    });
  }

  set(dark) {
    this.dark = dark;
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    byId("theme").setAttribute("aria-pressed", dark);
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(`--${name}`).trim();
    this.colours = { ink: colour("ink"), halo: colour("ground"), accent: colour("accent"), rule: colour("rule"),
      quiet: colour("quiet") };
    this.ground = rgbOf(colour("ground")).map((part) => part / 255);
    this.faint = rgbOf(colour("faint")).map((part) => part / 255);
  }
}
