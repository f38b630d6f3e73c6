/** The proof that servers of cells show each other: they have the same keys. The security layer provides it. */
export abstract class CellPass {
  abstract sign(): string;
  abstract isRight(pass: string): boolean;
}
