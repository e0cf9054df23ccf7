import type { ProblemCode } from '@skein/contracts';
import type { FoldedStream } from '../record/fold.ts';
import type { Outcome } from '../record/outcome.ts';
import type { Command, KnownResult } from './owner.state.ts';

/** The store's cursor of a partition: it has every accepted record up to `seq`, read from Kafka before `nextOffset`. */
export interface StoreCursor {
  nextOffset: number;
  head: string;
  seq: number;
  /** No command up to `seq` has a UUIDv7 above it as its id; `undefined` when the store cannot tell. */
  newestId?: string | undefined;
}

/** Answers carry the incarnation of the effect that asked: one that belongs to an older unit is ignored. */
export type OwnerInput =
  | { kind: 'assigned' }
  | { kind: 'end-offset'; incarnation: number; offset: number }
  /** Whenever the store's cursor has moved, as long as the partition is assigned, in the order of reading. */
  | { kind: 'cursor'; cursor: StoreCursor }
  /** A transaction of the store has committed everything up to `seq`; in place of a `cursor`, where {@link hearsEnough}. */
  | { kind: 'stored'; seq: number }
  | { kind: 'commands'; commands: readonly Command[] }
  | {
      kind: 'looked-up';
      incarnation: number;
      lookup: number;
      /** The cursor's seq in the database snapshot that everything below was read from. */
      at: number;
      results: readonly KnownResult[];
      /** By stream key; a stream without events is in it too, with version 0. */
      streams: ReadonlyMap<string, FoldedStream>;
    }
  | { kind: 'lookup-failed'; incarnation: number; lookup: number }
  | { kind: 'appended'; incarnation: number; attempt: number; offset: number }
  | { kind: 'doubt'; incarnation: number; attempt: number }
  | { kind: 'refused'; incarnation: number; attempt: number; why: 'too-large' | 'invalid' | 'unauthorised' }
  | { kind: 'record-at'; incarnation: number; hash: string | undefined; cursor: StoreCursor }
  | { kind: 'revoked' };

export type OwnerEffect =
  | { kind: 'ask-end-offset'; incarnation: number }
  /** Read the cursor now and whenever it moves, until it has passed `past`; every reading is a `cursor` input. */
  | { kind: 'await-cursor'; past: number }
  | {
      kind: 'look-up';
      incarnation: number;
      lookup: number;
      commands: readonly { tenant: string; stream: string; id: string }[];
      streams: readonly { tenant: string; stream: string }[];
    }
  /** `alone`: in a request of its own, since a request shared with other partitions has just failed. */
  | { kind: 'append'; incarnation: number; attempt: number; alone: boolean; records: readonly { key: string; value: string }[] }
  /** Before anything else is sent: the producer must not be able to send what is in doubt later on. */
  | { kind: 'drop-producer' }
  | { kind: 'read-record'; incarnation: number; seq: number }
  | { kind: 'answer'; ref: number; durable: 'logged' | 'stored'; outcome: Outcome }
  /** The command has no outcome in the log: it is refused for good, and set aside when `deadLetter`. */
  | { kind: 'refuse'; ref: number; code: ProblemCode; deadLetter: boolean; detail: Record<string, unknown> }
  /** The decision threw: its rejection is recorded, and the command is worth a look by people. */
  | { kind: 'dead-letter'; ref: number; error: string }
  /** The outcome is final or refused: its place in the commands topic may be passed. */
  | { kind: 'settled'; ref: number }
  /** Not decided here any more; another owner will answer. */
  | { kind: 'hand-over'; refs: readonly number[]; awaitingStore: readonly { ref: number; outcome: Outcome }[] }
  | { kind: 'park'; code: ProblemCode; detail: string };
