// SPDX-License-Identifier: Apache-2.0
// The data of the page: blocks of gzip in base64, written by page_data.py. Every block is unpacked once and its
// element removed, so that it is not kept twice.

const LETTERS_AT_ONCE = 1 << 22; // a multiple of 4
// Accents, then soft hyphens, joiners and directions; \p{Cf} would take a flag that makes it slow.
const UNSEEN = /[\u0300-\u036f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

function bytesOfBase64(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const bytes = new Uint8Array((text.length / 4) * 3);
  let end = 0;
  for (let first = 0; first < text.length; first += LETTERS_AT_ONCE) {
    const part = atob(text.slice(first, first + LETTERS_AT_ONCE));
    for (let i = 0; i < part.length; i++) bytes[end++] = part.charCodeAt(i);
  }
  return bytes.subarray(0, end);
}

async function blockBytes(name) {
  const element = document.getElementById(name);
  if (!element) throw new Error(`the page is incomplete: block ${name} is missing`);
  const packed = bytesOfBase64(element.textContent);
  element.remove();
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

export async function readHeader() {
  return JSON.parse(new TextDecoder().decode(await blockBytes("header")));
}

// Puts planes of bytes together again: lowest bytes first.
export async function readColumn(name, Type) {
  const planes = await blockBytes(name);
  const width = Type.BYTES_PER_ELEMENT;
  const count = planes.length / width;
  const bytes = new Uint8Array(planes.length);
  for (let plane = 0; plane < width; plane++) {
    for (let i = 0, from = plane * count; i < count; i++) bytes[i * width + plane] = planes[from + i];
  }
  return new Type(bytes.buffer);
}

// As texts are compared in a search: without case, accents on letters and what cannot be seen. The sigma at the end of
// a word is one like others, as the word may go on.
export function folded(text) {
  const small = text.toLowerCase();
  return /^[\x00-\x7f]*$/.test(small) ? small : small.normalize("NFD").replace(UNSEEN, "").replaceAll("ς", "σ");
}

function lineStarts(bytes) {
  const starts = [0];
  for (let i = bytes.indexOf(10); i >= 0; i = bytes.indexOf(10, i + 1)) starts.push(i + 1);
  starts.push(bytes.length + 1);
  return Uint32Array.from(starts);
}

// A column of texts. Blocks are unpacked when they are asked for; what is folded stays for the next search.
export class TextColumn {
  constructor(name, papers, textsOfABlock) {
    this.name = name;
    this.size = textsOfABlock;
    this.blocks = new Array(Math.ceil(papers / textsOfABlock)).fill(null);
    this.decoder = new TextDecoder("utf-8", { ignoreBOM: true }); // a title may begin with U+FEFF
  }

  async load(number) {
    this.blocks[number] ??= blockBytes(`${this.name}-${number}`).then((bytes) => {
      this.blocks[number] = { bytes, starts: lineStarts(bytes), folded: null };
    });
    await this.blocks[number];
  }

  isLoaded(number) {
    return Boolean(this.blocks[number]?.bytes);
  }

  // The text of a paper, "" while its block is not there.
  at(paper) {
    const number = Math.floor(paper / this.size);
    if (!this.isLoaded(number)) return "";
    const { bytes, starts } = this.blocks[number];
    const line = paper - number * this.size;
    return this.decoder.decode(bytes.subarray(starts[line], starts[line + 1] - 1));
  }

  // All texts of a block as they are searched, one a line.
  foldedBlock(number) {
    const block = this.blocks[number];
    block.folded ??= folded(this.decoder.decode(block.bytes));
    return block.folded;
  }
}
