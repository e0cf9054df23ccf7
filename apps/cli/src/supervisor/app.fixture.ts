// Behaves as an app does towards its supervisor, with nothing behind it. Exits at once with EXIT_WITH.
import { createServer } from 'node:http';

if (process.env.EXIT_WITH) {
  process.stderr.write('fixture: it cannot start.\n  Why: so it was told.\n  Do:  tell it nothing.\n  Code: fixture.told\n');
  process.exit(Number(process.env.EXIT_WITH));
}
const server = createServer((request, response) => {
  if (request.url === '/warn') console.log(JSON.stringify({ level: 'warn', message: 'somebody asked' }));
  if (request.url === '/outage')
    console.log(
      JSON.stringify({
        level: 'warn',
        message: 'tried again',
        err: { code: 'service.unavailable', message: 'Postgres does not answer: refused. Try again.: refused' },
      }),
    );
  response.end(JSON.stringify({ status: 'ready', checks: {}, pid: process.pid }));
});
process.on('SIGTERM', () => process.exit(0));
process.stdin.once('end', () => process.exit(0)).resume();
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('{"ready":true,"name":"fixture"}'));
