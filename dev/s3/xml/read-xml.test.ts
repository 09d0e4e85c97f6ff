import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readXml } from "./read-xml";
import { writeXml } from "./write-xml";
import { readShape } from "./xml-shape";

describe("readXml", () => {
  it("reads elements, attributes, entities, comments and character data", () => {
    const root = readXml(
      '<?xml version="1.0"?>\n<!-- hi --><a xmlns="urn:x" b=\'c\'>\n <k>1 &lt; 2 &amp;&#x20;&#50;</k><n:e/><c><![CDATA[<&]]></c>\n</a> ',
    );
    expect(root.name).toBe("a");
    expect(root.children.map(({ name, text }) => [name, text])).toEqual([
      ["k", "1 < 2 & 2"],
      ["e", ""],
      ["c", "<&"],
    ]);
  });

  it.each([
    ["nothing", ""],
    ["text alone", "hello"],
    ["a document type", '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
    ["an unknown entity", "<a>&x;</a>"],
    ["a lone ampersand", "<a>a & b</a>"],
    ["half a surrogate pair", "<a>&#xD800;</a>"],
    ["a character beyond Unicode", "<a>&#x110000;</a>"],
    ["a null", "<a>&#0;</a>"],
    ["a processing instruction", "<a><?php echo 1 ?></a>"],
    ["text between elements", "<a>x<b/></a>"],
    ["two roots", "<a/><b/>"],
    ["crossed ends", "<a><b></a></b>"],
    ["no end", "<a><b></b>"],
    ["an attribute without quotes", "<a b=c></a>"],
    ["depth without end", "<a>".repeat(50) + "</a>".repeat(50)],
  ])("refuses %s", (_name, source) => {
    expect(() => readXml(source)).toThrow(expect.objectContaining({ code: "MalformedXML" }));
  });

  it("reads back whatever text was written", () => {
    const point = fc.oneof(fc.integer({ min: 1, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }));
    fc.assert(
      fc.property(fc.array(point), (points) => {
        const text = String.fromCodePoint(...points);
        expect(readXml(writeXml(["Key", text])).text).toBe(text);
      }),
      { numRuns: 500 },
    );
  });
});

describe("readShape", () => {
  const shape = (source: string) => readShape(readXml(source), "P", { N: "one", E: "optional", M: "many" });

  it("gives the children that were expected", () => {
    const found = shape("<P><N>7</N><M>a</M><M>b</M></P>");
    expect([found.integer("N", 1), found.text("E"), found.texts("M")]).toEqual([7, null, ["a", "b"]]);
  });

  it.each([
    ["another element", "<Q><N>1</N></Q>"],
    ["a missing child", "<P/>"],
    ["a child too many", "<P><N>1</N><N>2</N></P>"],
    ["an unknown child", "<P><N>1</N><toString/></P>"],
    ["text of its own", "<P>text</P>"],
  ])("refuses %s", (_name, source) => {
    expect(() => shape(source)).toThrow(expect.objectContaining({ code: "MalformedXML" }));
  });

  it.each(["0", "-1", "1.5", "1e3", "x", ""])(
    "refuses %j where a number of at least one is wanted",
    (text) => {
      expect(() => shape(`<P><N>${text}</N></P>`).integer("N", 1)).toThrow(/whole number/);
    },
  );
});
