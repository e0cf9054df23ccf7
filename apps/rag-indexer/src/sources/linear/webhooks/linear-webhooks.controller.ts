import { Body, Controller, Headers, Param, Post } from '@nestjs/common';
import { SkeinError, WebhookTaken } from '@skein/contracts';
import { Answers, parsed, Public, UnparsedBody } from '@skein/platform';
import { z } from 'zod';
import { RagIndexerConfig } from '../../../app.config.ts';
import { HintFollowing } from './hint-following.ts';
import { HintsRepository } from './hints.repository.ts';
import { hintOf, LinearDelivery } from './linear-delivery.ts';
import { secretsOf, type LinearHook } from './linear-hooks.ts';
import { isSigned } from './signature.ts';

/** Far more than Linear sends. */
const MOST_BYTES = 1024 * 1024;
/** As Linear recommends; what it sends again is stamped anew. */
const WINDOW_MS = 60_000;

const DeliveryId = z.string({ error: 'the header Linear-Delivery is missing' }).min(1).max(200);

/** Where Linear tells that something has changed. A delivery is answered once its hint is kept; it is looked at afterwards. */
@Controller('v1')
export class LinearWebhooksController {
  constructor(
    private readonly config: RagIndexerConfig,
    private readonly hints: HintsRepository,
    private readonly following: HintFollowing,
  ) {}

  @Post('webhooks/linear/:hook')
  @Public()
  @UnparsedBody()
  @Answers(WebhookTaken, { summary: 'Takes a delivery of Linear, signed in Linear-Signature; what it is about is read again from Linear' })
  async take(@Param('hook') name: string, @Headers() headers: Record<string, string>, @Body() body: unknown): Promise<WebhookTaken> {
    const hook = this.#hook(name);
    const delivery = this.#checked(body, headers['linear-signature'], this.#secrets(name));
    const id = parsed(DeliveryId, headers['linear-delivery']);
    const hint = hintOf(delivery);
    if (!hint) return { outcome: 'ignored' };
    const fresh = await this.hints.note(hook, id, hint);
    if (fresh) this.following.wake();
    return { outcome: fresh ? 'noted' : 'known' };
  }

  #hook(name: string): LinearHook {
    const { LINEAR_WEBHOOKS: hooks, LINEAR_API_KEY: apiKey } = this.config;
    const hook = this.#secrets(name).length > 0 && apiKey !== undefined ? hooks.find((one) => one.name === name) : undefined;
    if (hook) return hook;
    const todo =
      'LINEAR_WEBHOOKS names those that there are; they need LINEAR_WEBHOOK_SECRET (or one of LINEAR_WEBHOOK_SECRETS) and LINEAR_API_KEY, too.';
    throw new SkeinError('webhook.unknown', `No webhook of this name is configured. ${todo}`);
  }

  #secrets(name: string): readonly string[] {
    return secretsOf(name, this.config.LINEAR_WEBHOOK_SECRETS, this.config.LINEAR_WEBHOOK_SECRET);
  }

  /** Nothing is read of a body before it is known who has sent it. */
  #checked(body: unknown, signature: string | undefined, secrets: readonly string[]): LinearDelivery {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    if (bytes.length > MOST_BYTES)
      throw new SkeinError('request.too-large', `A delivery has at most ${MOST_BYTES} bytes.`, { limit: MOST_BYTES });
    if (!isSigned(bytes, signature, secrets))
      throw new SkeinError(
        'webhook.signature-invalid',
        'Linear-Signature is missing, or was not made of this body with the secret of this webhook (LINEAR_WEBHOOK_SECRETS, else LINEAR_WEBHOOK_SECRET).',
      );
    const delivery = parsed(LinearDelivery, jsonOf(bytes));
    const ageMs = Date.now() - delivery.webhookTimestamp;
    if (Math.abs(ageMs) > WINDOW_MS)
      throw new SkeinError(
        'webhook.timestamp-stale',
        `The delivery was sent ${Math.round(ageMs / 1_000)} s before now, by the clock here; ${WINDOW_MS / 1_000} s are allowed.`,
      );
    return delivery;
  }
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new SkeinError('request.invalid', 'The delivery is signed, and is not JSON.', {}, { cause });
  }
}
