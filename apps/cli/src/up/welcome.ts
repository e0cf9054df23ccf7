import type { Run } from '../home/run-file.ts';
import { table } from '../output/table.ts';

/** Where everything is and what to try next. */
export function welcome({ gateway, services, brokers, topicPrefix }: Run, home: string): string {
  const places = [
    ['gateway', gateway],
    ['OpenAPI', `${gateway}/docs`],
    ...Object.entries(services)
      .filter(([name]) => name !== 'gateway')
      .map(([name, url]) => [name, url]),
    ['Kafka', brokers.join(',') + (topicPrefix ? ` (topics ${topicPrefix}…)` : '')],
    ['data, keys, logs', home],
  ];
  return `
${table(['what', 'where'], places)}

Try next, in another terminal:
  npx skein workflow start "My first workflow" --step read=docs/read
  npx skein workflow list
  npx skein tail
  npx skein search "what was decided"
  npx skein doctor
Ctrl-C or "npx skein down" stops everything.`;
}
