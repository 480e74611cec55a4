// Reads the guides of docs/panduan while the page is built: Markdown in, plain data out. In a guide **[X]** is what stands on the
// screen, `X` a key, a quotation a sentence of the program; anything a guide has no use for (markup, pictures, addresses) stops the build.
import path from 'node:path';
import { lexer, type Token, type Tokens } from 'marked';
import type { Plugin } from 'vite';
import type { Block, Guide, Inline } from './src/help/guide';

export function readGuide(name: string, source: string): Guide {
  const [first, ...rest] = lexer(source).filter((token) => token.type !== 'space');
  if (first?.type !== 'heading' || first.depth !== 1) throw new Error(`${name}: a guide begins with its title, "# …"`);
  return { name, title: first.text, blocks: rest.map((token) => block(name, token)) };
}

function block(name: string, token: Token): Block {
  switch (token.type) {
    case 'heading':
      if (token.depth !== 2) throw new Error(`${name}: parts of a guide have headings "## …"`);
      return { kind: 'heading', inside: line(name, token.tokens) };
    case 'paragraph':
    // A list without empty lines between its items holds bare text.
    case 'text':
      return { kind: 'text', inside: line(name, token.tokens) };
    case 'list': {
      const list = token as Tokens.List;
      return { kind: 'list', numbered: list.ordered, items: list.items.map((item) => item.tokens.filter((each) => each.type !== 'space').map((each) => block(name, each))) };
    }
    case 'blockquote':
      return { kind: 'said', text: words(token.tokens) };
    case 'table': {
      const table = token as Tokens.Table;
      const cells = (row: Tokens.TableCell[]) => row.map((cell) => line(name, cell.tokens));
      return { kind: 'table', head: cells(table.header), rows: table.rows.map(cells) };
    }
    default:
      throw new Error(`${name}: a guide has no use for "${token.raw.trim()}" (${token.type})`);
  }
}

function line(name: string, tokens: readonly Token[] | undefined): Inline[] {
  return (tokens ?? []).map((token): Inline => {
    switch (token.type) {
      case 'text':
      case 'escape':
        return { kind: 'text', text: token.text.replace(/\s*\n\s*/g, ' ') };
      case 'codespan':
        return { kind: 'key', text: token.text };
      case 'strong': {
        const text = words(token.tokens);
        const label = /^\[(.+)\]$/.exec(text)?.[1];
        return label === undefined ? { kind: 'strong', text } : { kind: 'label', text: label };
      }
      case 'link': {
        const to = /^([a-z-]+)\.md$/.exec(token.href)?.[1];
        if (to === undefined) throw new Error(`${name}: a guide leads to guides only, not to ${token.href}`);
        return { kind: 'link', to, text: words(token.tokens) };
      }
      default:
        throw new Error(`${name}: a guide has no use for "${token.raw}" (${token.type})`);
    }
  });
}

function words(tokens: readonly Token[] | undefined): string {
  return (tokens ?? []).map((token) => ('tokens' in token && token.tokens ? words(token.tokens) : 'text' in token ? token.text : '')).join('').replace(/\s*\n\s*/g, ' ');
}

export function guides(): Plugin {
  return {
    name: 'guides',
    enforce: 'pre',
    transform(source, id) {
      if (!id.endsWith('.md')) return null;
      return { code: `export default ${JSON.stringify(readGuide(path.basename(id, '.md'), source))};`, map: null, moduleType: 'js' };
    },
  };
}
