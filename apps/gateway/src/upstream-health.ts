import { Injectable } from '@nestjs/common';
import { SkeinError } from '@skein/contracts';
import { Readiness } from '@skein/platform';
import { GatewayConfig } from './app.config.ts';
import { upstreamsOf } from './upstreams.ts';

/** Tells the state of each replica of each service. None of them is required: the gateway still serves what the others answer. */
@Injectable()
export class UpstreamHealth {
  constructor(config: GatewayConfig, readiness: Readiness) {
    for (const [service, urls] of Object.entries(upstreamsOf(config))) {
      urls.forEach((url, index) => {
        const name = index === 0 ? service : `${service}-${index + 1}`;
        readiness.add(name, (signal) => mustBeReady(name, url, signal), { required: false });
      });
    }
  }
}

async function mustBeReady(service: string, url: string, signal: AbortSignal): Promise<void> {
  const answer = await fetch(new URL('/health/ready', url), { signal });
  await answer.body?.cancel();
  if (!answer.ok) throw new SkeinError('service.not-ready', `The ${service} answers, and is not ready.`, { service });
}
