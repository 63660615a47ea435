import type { Permission } from "../api/types";
import { and, human } from "../format";
import { words } from "../words";

/** A permission as a person calls it; one that this page does not know, by its name. */
export function permissionText(permission: Permission): string {
  return words.permissions[permission] ?? human(permission);
}

/** What a program may do, in a list. */
export function permissionsText(permissions: readonly Permission[]): string {
  return permissions.length ? and(permissions.map(permissionText)) : words.programs.noPermissions;
}
