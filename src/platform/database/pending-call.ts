/** A call that waits to be sent together with others. */
export interface PendingCall<Asked, Answer> {
  readonly asked: Asked;
  readonly settle: (answer: Answer) => void;
  readonly fail: (error: unknown) => void;
}

/** Sends all calls at once and resolves each with its own answer. `run` returns answers in the order of the calls. */
export async function answerTogether<Asked, Answer>(
  calls: readonly PendingCall<Asked, Answer>[],
  run: (asked: readonly Asked[]) => Promise<readonly Answer[]>,
): Promise<void> {
  const answers = await run(calls.map(({ asked }) => asked));
  calls.forEach(({ settle }, i) => settle(answers[i] as Answer));
}
