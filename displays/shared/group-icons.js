/** Pictures that a service group may have, by their names in vendor/icons; the kiosk's icons.css draws them. */
export const GROUP_ICONS = [
  "briefcase",
  "building-2",
  "file-text",
  "globe",
  "hard-hat",
  "heart-handshake",
  "landmark",
  "map",
  "package-check",
  "search",
  "sprout",
  "stamp",
  "store",
  "users",
];
