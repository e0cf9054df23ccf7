import type { OpenApiDocument } from './openapi-document.ts';

/** A page for people: what the document says of itself, and a list of its routes. */
export function docsPage({ info, paths }: OpenApiDocument): string {
  const title = text(info.title);
  const rows = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(
      ([method, { summary = '' }]) =>
        `<tr><td>${text(method.toUpperCase())}</td><td><code>${text(path)}</code></td><td>${text(summary)}</td></tr>`,
    ),
  );
  const description = info.description ? `<p>${text(info.description)}</p>` : '';
  return `<!doctype html><title>${title}</title><h1>${title}</h1>${description}<p><a href="openapi.json">OpenAPI 3.1</a></p><table>${rows.join('')}</table>`;
}

const text = (raw: string) => raw.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
