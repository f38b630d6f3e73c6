import { useQuery } from '@tanstack/react-query';
import { inForceQuery } from './program.api';
import { useFormat } from '../../shared/format/use-format';

const MILLIONTHS = 1_000_000;

/** The worth of points at the till by the programme in force, in words; null without a programme. */
export function usePointsWorth(): (points: number) => string | null {
  const format = useFormat();
  const program = useQuery(inForceQuery);
  const worth = program.data?.document.pointValue;
  return (points) => (worth === undefined ? null : format.money(Math.floor((points * worth) / MILLIONTHS)));
}
