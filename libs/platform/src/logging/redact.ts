const patterns: [RegExp, string][] = [
  // user:password@ in any address
  [/([a-z][a-z0-9+.-]*:\/\/[^\s:@/"'\\]*:)[^\s@/"'\\]+@/gi, '$1***@'],
  [/\bsk_[A-Za-z0-9_-]{4,}/g, 'sk_***'],
  [/\b(bearer|basic) +[A-Za-z0-9._~+/=-]+/gi, '$1 ***'],
  // values of fields that hold a secret, in JSON
  [/("[^"\\]*(?:authorization|api-?_?key|password|secret|cookie)[^"\\]*":\s*)"(?:[^"\\]|\\.)*"/gi, '$1"***"'],
];

/** Replaces API keys, credentials in headers, passwords in addresses and fields named like a secret by `***`. */
export const redact = (text: string): string => patterns.reduce((line, [pattern, mask]) => line.replace(pattern, mask), text);
