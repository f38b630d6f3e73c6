import { type Format, useFormat } from '../../../shared/format/use-format';
import classes from './backtests.module.css';

const PARTS = 1_000_000;

interface DifferenceProps {
  readonly from: number;
  readonly to: number;
  /** In minor units; otherwise a number. */
  readonly isMoney: boolean;
}

/** A difference with its share of the first value below it. */
export function Difference({ from, to, isMoney }: DifferenceProps) {
  const format = useFormat();
  const share = shareOf(from, to, format);
  return (
    <>
      {isMoney ? format.money(to - from) : format.number(to - from)}
      {share !== null && <span className={classes.share}>{share}</span>}
    </>
  );
}

/** "+3.9 %"; null where the first value is 0, of which nothing is a share. */
export function shareOf(from: number, to: number, format: Format): string | null {
  return from === 0 ? null : format.signedShare(Math.round(((to - from) / Math.abs(from)) * PARTS));
}
