/** A call that waits to go with others. */
export interface PendingCall<Asked, Answer> {
  readonly asked: Asked;
  readonly settle: (answer: Answer) => void;
  readonly fail: (error: unknown) => void;
}

/** Asks for all of them at once and gives each its own answer, of which there is one each, in their order. */
export async function answerTogether<Asked, Answer>(
  calls: readonly PendingCall<Asked, Answer>[],
  run: (asked: readonly Asked[]) => Promise<readonly Answer[]>,
): Promise<void> {
  const answers = await run(calls.map(({ asked }) => asked));
  calls.forEach(({ settle }, i) => settle(answers[i] as Answer));
}
