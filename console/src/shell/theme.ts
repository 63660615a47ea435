import { effect, signal } from "@preact/signals";

export type Theme = "system" | "light" | "dark";
export const THEMES: readonly Theme[] = ["system", "light", "dark"];
const KEY = "legwork.theme";

export const theme = signal<Theme>(stored());

effect(() => {
  document.documentElement.dataset.theme = theme.value;
  try {
    localStorage.setItem(KEY, theme.value);
  } catch {
    // Not every browser lets a page keep something; then it is as the system has it.
  }
});

function stored(): Theme {
  try {
    const found = localStorage.getItem(KEY);
    return THEMES.find((one) => one === found) ?? "system";
  } catch {
    return "system";
  }
}
