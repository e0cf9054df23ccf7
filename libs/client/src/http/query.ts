export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** `?a=1&b=2`, without what is undefined; empty when nothing is left. */
export function queryString(query: Query): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as [string, string]]));
  return given.length > 0 ? `?${new URLSearchParams(given)}` : '';
}

/** A path whose variable parts are encoded: path`/v1/workflows/${id}`. */
export const path = (parts: TemplateStringsArray, ...values: (string | number)[]): string =>
  String.raw({ raw: parts }, ...values.map((value) => encodeURIComponent(value)));
