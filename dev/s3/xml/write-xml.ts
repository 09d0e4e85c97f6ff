// Writes the XML of answers: elements and text, nothing else.

export type XmlNode = readonly [
  name: string,
  content: XmlContent,
  attributes?: Readonly<Record<string, string>>,
];
export type XmlContent = string | number | boolean | readonly XmlNode[];

const namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

/** A whole document. `plain` leaves S3's namespace out, as S3 itself does in errors. */
export function writeXml([name, content]: XmlNode, { plain = false } = {}): string {
  const root: XmlNode = [name, content, plain ? {} : { xmlns: namespace }];
  return `<?xml version="1.0" encoding="UTF-8"?>\n${writeNode(root)}`;
}

function writeNode([name, content, attributes = {}]: XmlNode): string {
  const pairs = Object.entries(attributes).map(
    ([attribute, value]) => ` ${attribute}="${escapeText(value)}"`,
  );
  const inner = typeof content === "object" ? content.map(writeNode).join("") : escapeText(String(content));
  return `<${name}${pairs.join("")}>${inner}</${name}>`;
}

/** Control characters are written as references: XML 1.0 has no better place for them, and S3 does so too. */
function escapeText(text: string): string {
  return text.replace(/[&<>"'\u0000-\u001f\u007f\ufffe\uffff]/g, (character) => {
    switch (character) {
      case "&":
        return "&amp;";
      case "<":
        return "&lt;";
      case ">":
        return "&gt;";
      case '"':
        return "&quot;";
      case "'":
        return "&apos;";
      default:
        return `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`;
    }
  });
}

/** A node, or none: for elements that an answer has only sometimes. */
export function optional(name: string, content: XmlContent | null | undefined): XmlNode[] {
  return content === null || content === undefined ? [] : [[name, content]];
}
