// A strict reader for the small XML documents that S3 requests carry. It knows elements, text, comments and the
// predefined entities. It refuses document types, processing instructions, mixed content and deep nesting: no request
// needs them, and they are where XML parsers have been attacked.
import { S3Error } from "../errors";

export interface XmlElement {
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

const maxDepth = 12;
const namePattern = /[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?/y;
const attributePattern = /\s+[A-Za-z_][\w.:-]*\s*=\s*(?:"[^"<]*"|'[^'<]*')/y;
const spacePattern = /\s*/y;
const entities: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);

/** @throws S3Error MalformedXML */
export function readXml(source: string): XmlElement {
  const reader = new XmlReader(source.replace(/^\uFEFF/, ""));
  return reader.document();
}

export function malformed(message?: string): S3Error {
  return new S3Error("MalformedXML", message === undefined ? {} : { message });
}

class XmlReader {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  document(): XmlElement {
    if (this.#starts("<?xml")) this.#skipPast("?>");
    this.#skipMisc();
    const root = this.#element(0);
    this.#skipMisc();
    if (this.#at !== this.#source.length) throw malformed();
    return root;
  }

  #element(depth: number): XmlElement {
    if (depth > maxDepth) throw malformed();
    this.#take("<");
    const qualified = this.#match(namePattern);
    if (qualified === "") throw malformed();
    while (this.#match(attributePattern) !== "") continue;
    this.#match(spacePattern);
    const name = qualified.slice(qualified.indexOf(":") + 1);
    if (this.#starts("/>")) {
      this.#at += 2;
      return { name, text: "", children: [] };
    }
    this.#take(">");
    const { text, children } = this.#content(depth);
    this.#take(`</${qualified}`);
    this.#match(spacePattern);
    this.#take(">");
    if (children.length > 0 && text.trim() !== "") throw malformed();
    return { name, text: children.length > 0 ? "" : text, children };
  }

  #content(depth: number): { text: string; children: XmlElement[] } {
    const children: XmlElement[] = [];
    let text = "";
    while (!this.#starts("</")) {
      if (this.#at >= this.#source.length) throw malformed();
      if (this.#starts("<!--")) this.#skipPast("-->");
      else if (this.#starts("<![CDATA[")) text += this.#cdata();
      else if (this.#starts("<")) children.push(this.#element(depth + 1));
      else text += this.#text();
    }
    return { text, children };
  }

  #cdata(): string {
    const start = this.#at + "<![CDATA[".length;
    this.#skipPast("]]>");
    return this.#source.slice(start, this.#at - "]]>".length);
  }

  #text(): string {
    const end = this.#source.indexOf("<", this.#at);
    if (end === -1) throw malformed();
    const raw = this.#source.slice(this.#at, end);
    this.#at = end;
    return raw.replace(/&([^;&]*)(;?)/g, (_whole, entity: string, semicolon: string) => {
      if (semicolon === "") throw malformed();
      return decodeEntity(entity);
    });
  }

  #skipMisc(): void {
    this.#match(spacePattern);
    while (this.#starts("<!--")) {
      this.#skipPast("-->");
      this.#match(spacePattern);
    }
  }

  #starts(text: string): boolean {
    return this.#source.startsWith(text, this.#at);
  }

  #take(text: string): void {
    if (!this.#starts(text)) throw malformed();
    this.#at += text.length;
  }

  #skipPast(text: string): void {
    const end = this.#source.indexOf(text, this.#at);
    if (end === -1) throw malformed();
    this.#at = end + text.length;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }
}

function decodeEntity(entity: string): string {
  const named = entities.get(entity);
  if (named !== undefined) return named;
  const hex = /^#x([0-9a-fA-F]{1,6})$/.exec(entity)?.[1];
  const decimal = /^#([0-9]{1,7})$/.exec(entity)?.[1];
  if (hex === undefined && decimal === undefined) throw malformed();
  const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  if (point === 0 || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) throw malformed();
  return String.fromCodePoint(point);
}
