interface ProblemKind {
  /** HTTP status of the problem document. */
  status: number;
  title: string;
  /** The same request may succeed later without any change. */
  retriable?: boolean;
}

const kinds = {
  // what a caller sent
  'request.invalid': { status: 400, title: 'The request does not fit its schema' },
  'request.too-large': { status: 413, title: 'The request is larger than the server reads' },
  'request.not-found': { status: 404, title: 'There is no such address' },
  'payload.bad-text': { status: 422, title: 'A text holds U+0000 or an unpaired surrogate' },
  'payload.bad-value': { status: 422, title: 'A number is not finite, or the nesting is too deep' },
  'payload.too-large': { status: 413, title: 'The payload is too large; store it as an artifact and send its hash' },
  'artifact.hash-mismatch': { status: 422, title: 'The bytes do not have the hash in the address' },
  'artifact.unknown': { status: 404, title: 'There is no such artifact' },
  // who sent it
  'identity.key-missing': { status: 401, title: 'The request carries no API key' },
  'identity.key-unknown': { status: 401, title: 'The API key is not known, has expired or was revoked' },
  'identity.scope-missing': { status: 403, title: 'The API key may not be used for this' },
  'identity.unsealed': { status: 403, title: 'A command on Kafka carries no identity that this deployment accepts' },
  // commands
  'command.unknown-type': { status: 422, title: 'There is no such command' },
  'command.unreadable': { status: 400, title: 'The command cannot be read' },
  'command.key-reused': { status: 422, title: 'The command id was used before with another content' },
  'command.too-large': { status: 413, title: 'The records of this command are larger than a record batch may be' },
  'command.failed': { status: 500, title: 'The decision failed; the command was set aside as a dead letter' },
  'command.outcome-unknown': {
    status: 503,
    title: 'The outcome is not known yet; send the command again with the same id',
    retriable: true,
  },
  'command.unknown': { status: 404, title: 'No outcome of this command is stored' },
  'command.wrong-partition': { status: 422, title: 'The command was forwarded once and is still in the wrong partition' },
  'command.letter-unknown': { status: 404, title: 'There is no such dead letter' },
  'command.letter-unusable': { status: 422, title: 'The dead letter holds no command that could be sent again' },
  // domain
  'workflow.unknown': { status: 404, title: 'There is no such workflow' },
  'workflow.exists': { status: 409, title: 'The workflow exists already' },
  'workflow.illegal-transition': { status: 409, title: 'The workflow is in a status that does not allow this' },
  'workflow.version-conflict': { status: 412, title: 'The stream has moved on from the expected version' },
  'workflow.too-many-open-steps': { status: 422, title: 'The workflow has as many open steps as it may have' },
  'step.exists': { status: 409, title: 'The step exists already' },
  'step.unknown': { status: 404, title: 'The workflow has no such step' },
  'step.dependency-unknown': { status: 422, title: 'The step depends on a step that does not exist' },
  'step.too-far-back': { status: 422, title: 'So many steps were completed since that this one cannot run again' },
  'step.not-runnable': { status: 409, title: 'The step cannot be claimed now' },
  'step.not-yours': { status: 403, title: 'The step is held by, or kept for, somebody else' },
  'step.lease-stale': { status: 409, title: 'The fence is not the newest: the lease was lost' },
  'approval.exists': { status: 409, title: 'The gate exists already' },
  'approval.not-open': { status: 409, title: 'The gate is not open' },
  'approval.role-missing': { status: 403, title: 'None of your roles may decide this gate' },
  'approval.justification-missing': { status: 422, title: 'A critical gate needs a justification' },
  'approval.quorum-too-small': { status: 422, title: 'A critical gate needs at least two people' },
  'approval.expiry-past': { status: 422, title: 'The gate would have expired before anyone could vote' },
  'approval.escalation-misplaced': { status: 422, title: 'The escalation does not lie between now and the deadline' },
  'approval.too-many-open': { status: 422, title: 'The workflow has as many open gates as it may have' },
  'usage.too-large': { status: 422, title: 'The usage is more than can be counted exactly' },
  'thread.unknown': { status: 404, title: 'There is no such thread' },
  'thread.exists': { status: 409, title: 'The thread exists already' },
  'thread.full': { status: 422, title: 'The thread has as many turns as it may have' },
  'agent.unknown': { status: 404, title: 'There is no such agent' },
  'agent.not-yours': { status: 403, title: 'The agent is registered by somebody else' },
  'agent.registration-stale': { status: 409, title: 'The registration is not the newest' },
  // reading
  'read.position-not-reached': { status: 409, title: 'The store has not reached the position asked for', retriable: true },
  'search.query-invalid': { status: 400, title: 'The query cannot be searched for' },
  'read.cursor-invalid': { status: 400, title: 'The paging cursor is not one of ours' },
  'read.version-unknown': { status: 404, title: 'The stream has no such version' },
  'event.unknown': { status: 404, title: 'There is no such event' },
  // finding
  'search.filter-invalid': { status: 400, title: 'The filter names a key or a way that cannot be filtered by' },
  'search.unknown-hit': { status: 404, title: 'There is no such hit' },
  'index.source-busy': { status: 409, title: 'The source is being indexed by another run', retriable: true },
  'index.source-unusable': { status: 422, title: 'The source cannot be read' },
  'index.source-not-allowed': { status: 403, title: 'The configuration does not let this source be read' },
  'index.source-unreachable': { status: 503, title: 'The source does not answer', retriable: true },
  'index.rebuild-unknown': { status: 404, title: 'No such rebuild of the index' },
  'index.source-unknown': { status: 404, title: 'Nothing was indexed of this source' },
  'index.verification-unknown': { status: 404, title: 'There is no such verification' },
  'index.in-use': { status: 503, title: 'Another instance keeps the index in its memory' },
  'index.embedding-mismatch': { status: 503, title: 'The collection was embedded in another way than is configured' },
  'index.embedder-failed': { status: 503, title: 'The embedding server does not answer, or not what it should', retriable: true },
  // being told
  'webhook.unknown': { status: 404, title: 'There is no such webhook' },
  'webhook.signature-invalid': { status: 401, title: 'The delivery is not signed with the secret of the webhook' },
  'webhook.timestamp-stale': { status: 400, title: 'The delivery was not sent within the last minute' },
  // the system
  'service.busy': { status: 503, title: 'The queue is full', retriable: true },
  'service.not-ready': { status: 503, title: 'The service is starting or stopping', retriable: true },
  'service.unavailable': { status: 503, title: 'A part that this needs does not answer', retriable: true },
  'service.clock-off': { status: 503, title: "The clock of the service is too far off the database's" },
  'service.failed': { status: 500, title: 'The service failed' },
  'log.truncated': { status: 503, title: 'Kafka has lost records that were acknowledged' },
  'log.foreign-topic': { status: 503, title: 'The topic is not the one that the store has read' },
  'log.partition-count': { status: 503, title: 'The topic has another number of partitions than was chosen' },
  'log.topic-settings': { status: 503, title: 'The topic is set up in a way that would lose history' },
  'log.seq-mismatch': { status: 503, title: 'A linked record carries another seq than its place' },
  'log.unknown-event': { status: 503, title: 'A linked record has a type or schema that this program does not know' },
  'log.parked': { status: 503, title: 'The partition is parked' },
  'store.schema-newer': { status: 503, title: 'The store is newer than this program' },
  'store.invariant-broken': { status: 503, title: 'A unique rule of the store was violated' },
} as const satisfies Record<string, ProblemKind>;

/** A stable name of what can go wrong. Never renamed; see the pin test. */
export type ProblemCode = keyof typeof kinds;

export const problemKinds: Readonly<Record<ProblemCode, Readonly<ProblemKind>>> = kinds;

export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(kinds, code);
