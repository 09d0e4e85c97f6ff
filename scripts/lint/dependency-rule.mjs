// Turns the tables of eslint.config.mjs into the options of boundaries/dependencies.

/** Rooms that ship nothing, and may use any package. */
const outside = ["tests", "scripts", "bench", "dev", "examples", "settings"];
const foreign = { module: { origin: ["external", "core"] } };

/** Nothing is allowed but what the tables say; of all policies that match, the last one counts. */
export function dependencyRule({ rooms, doors, pure }) {
  const policies = [
    { allow: { to: foreign } },
    ...Object.entries(rooms).flatMap(([room, entry]) => policiesOfRoom(room, entry)),
    ...doors.map((door) => policyOfDoor(Object.keys(rooms), door)),
    ...Object.entries(pure).flatMap(([room, source]) => policiesOfPurity(room, source, rooms[room].says)),
  ];
  return {
    default: "disallow",
    checkAllOrigins: true,
    checkUnknownLocals: true,
    checkInternals: true,
    policies,
  };
}

function policiesOfRoom(room, { may, alone, says }) {
  const allowed = alone ? may : [room, ...may];
  const local = { module: { origin: "local" } };
  const refuse = { from: inRooms([room]), disallow: { to: local }, message: message(`. ${says}`) };
  return allowed.length === 0
    ? [refuse]
    : [refuse, { from: inRooms([room]), allow: { to: inRooms(allowed) } }];
}

function policyOfDoor(all, { packages, rooms, says }) {
  const closed = all.filter((room) => !rooms.includes(room) && !outside.includes(room));
  const to = { module: { origin: "external", source: packages } };
  return { from: inRooms(closed), disallow: { to }, message: message(`: ${says}. Call what it exports.`) };
}

function policiesOfPurity(room, source, says) {
  const from = inRooms([room]);
  return [
    { from, disallow: { to: foreign }, message: message(`. ${says}`) },
    { from, allow: { to: { module: { ...foreign.module, source } } } },
  ];
}

function inRooms(names) {
  return { file: { categories: { anyOf: names } } };
}

function message(why) {
  return `{{dependency.source}} may not be imported here${why}`;
}
