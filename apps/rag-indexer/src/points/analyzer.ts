import { recordHash } from '@skein/log';
import { contentOf, encodePoint } from './point-bytes.ts';

const probe = {
  text: 'function parseHTTPHeader(raw_value, maxDepth = 12) { return v1.2.3; } // Größe 工作流 naïve e-mail\n\n  twice',
  path: 'libs/http/src/parse-header.ts',
  symbol: 'Headers.parseHTTPHeader',
  signature: 'parseHTTPHeader(raw_value: string): Header',
  doc: 'Reads one header line; throws for broken ones.',
  history: ['Fix parsing of folded headers (#12)'],
};

/** Names the way in which points are made of chunks: points of another way are made again. */
export const analyzer: string = recordHash(encodePoint(contentOf(probe)).toString('base64')).slice(0, 16);
