/** A case that cannot be shown on this machine: neither passed nor failed. The message says what it would need. */
export class NotShown extends Error {}
