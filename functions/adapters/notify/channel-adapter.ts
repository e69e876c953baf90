import type { Severity } from '../../core/alert/alert.ts';
import type { SendOutcome } from '../../core/alert/delivery.ts';
import type { Message } from '../../core/wording/message.ts';
import type { OutgoingAnswer } from '../http/outgoing-request.ts';
import type { Posting } from '../http/post-message.ts';

/** Where a stored secret leads, and what it holds beside the address. */
export interface Target {
  readonly url: URL;
  /** Never shown. */
  readonly keys: readonly string[];
}

export interface PostingContext {
  /** Of the channel: graver or equal is what it has been sent. */
  readonly minSeverity: Severity;
  /** Epoch milliseconds. */
  readonly nowMs: number;
}

/** All that is particular to a type of channel. What they share is `createSender`. */
export interface ChannelAdapter {
  /** @throws OutgoingUrlError saying what is wrong with a stored secret, without showing it */
  target(secret: string, allowLoopback: boolean): Target;
  /** The requests that a message takes, in order; sending one again does no harm. */
  postings(message: Message, target: Target, context: PostingContext): readonly Posting[];
  /** What an answer means where its status does not say it. @default the status says it */
  outcomeOf?(answer: OutgoingAnswer, usual: SendOutcome): SendOutcome;
  /** The message without what was just refused, where something is left. @default nothing can be left out */
  simpler?(message: Message, refused: SendOutcome): Message | undefined;
  /** The address may be anybody's, so it must not lead into a private network. @default false */
  readonly isPublic?: boolean;
  /** A request that shows nothing to anybody, and tells a live target from a dead one. @default there is none */
  readonly probe?: {
    posting(target: Target): Posting;
    /** How a live target ends it. @default only accepted */
    isAlive?(outcome: SendOutcome): boolean;
  };
}
