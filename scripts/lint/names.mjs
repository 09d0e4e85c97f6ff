// Two rules about files themselves: what their names may be, and that none of them is a barrel.
const vague = /(?:^|\/)(utils?|helpers?|misc|common|shared|types)(?=[./])/;
const kebab = /^[a-z0-9-]+(?:\.(?:test|spec|config|d))?\.(?:tsx?|mjs)$/;

/** An ESLint plugin with the rule `plain-names`. */
export const names = {
  rules: {
    "plain-names": {
      meta: { type: "problem", schema: [] },
      create(context) {
        const path = context.filename.slice(context.cwd.length + 1).replaceAll("\\", "/");
        return {
          Program(node) {
            const message = findFault(path);
            if (message) context.report({ node, message });
          },
        };
      },
    },
  },
};

function findFault(path) {
  const file = path.slice(path.lastIndexOf("/") + 1);
  const word = vague.exec(path)?.[1];
  if (word)
    return `"${word}" names no concept. Put this beside the one thing that it is about, named after it.`;
  if (/^index\.tsx?$/.test(file)) return "No barrels: import from the file that defines it.";
  if (!kebab.test(file)) return "File names are kebab-case, after the one thing that the file exports.";
  return null;
}
