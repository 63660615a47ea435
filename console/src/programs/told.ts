import type { Permission } from "../api/types";
import { human } from "../format";
import { words } from "../words";

/** A permission as a person calls it; one that this page does not know, by its name. */
export function permissionText(permission: Permission): string {
  return words.permissions[permission] ?? human(permission);
}
