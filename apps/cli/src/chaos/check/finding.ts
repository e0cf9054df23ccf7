/** Something that was promised and does not hold. */
export interface Finding {
  /** Stable name of the promise, such as `chaos.two-outcomes`. */
  rule: string;
  detail: string;
}

export const finding = (rule: string, detail: string): Finding => ({ rule: `chaos.${rule}`, detail });
