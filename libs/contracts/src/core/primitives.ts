import { z } from 'zod';

/** The owner of data. Comes from the credential only. */
export const Tenant = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and "-", at most 63')
  .meta({ id: 'Tenant' });
/** Names a stream inside its tenant and category. */
export const StreamId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$/, 'letters, digits and ._:@-, at most 128')
  .meta({ id: 'StreamId' });
/** Chosen by the caller, unique within the stream; the same id never has two outcomes. */
export const CommandId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$/, 'letters, digits and ._:@-, at most 128')
  .meta({ id: 'CommandId' });
export const StepId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'letters, digits and ._-, at most 64')
  .meta({ id: 'StepId' });
export const GateId = StepId.meta({ id: 'GateId' });
export const SignalName = StepId.meta({ id: 'SignalName' });
export const Capability = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._:/-]{0,99}$/, 'lower-case letters, digits and ._:/-, at most 100')
  .meta({ id: 'Capability' });
export const Role = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and "-", at most 63')
  .meta({ id: 'Role' });
/** Who acted: the subject of a credential. */
export const Subject = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:@/-]{0,127}$/, 'letters, digits and ._:@/-, at most 128')
  .meta({ id: 'Subject' });
export const Tag = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$/, 'letters, digits and ._:/-, at most 100')
  .meta({ id: 'Tag' });
/** ISO 8601 in UTC with milliseconds. */
export const Instant = z.iso.datetime({ precision: 3 }).meta({ id: 'Instant' });
export const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, '64 lower-case hex digits')
  .meta({ id: 'Sha256' });
/** Any JSON value; its encoded size is bounded by {@link MAX_PAYLOAD_BYTES} for the whole payload. */
export const Json = z.unknown().meta({ id: 'Json' });

/** Encoded size of a command's data, in bytes. Larger things are artifacts. */
export const MAX_PAYLOAD_BYTES = 256 * 1024;
/** Size of one artifact, in bytes. */
export const MAX_ARTIFACT_BYTES = 16 * 1024 * 1024;

export const Category = z.enum(['workflow', 'memory', 'agent']).meta({ id: 'Category' });
export type Category = z.infer<typeof Category>;
export const categories = Category.options;
