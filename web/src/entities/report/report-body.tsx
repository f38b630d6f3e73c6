import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type ChoiceOfPlace, loyaltyReportQuery, periodReportQuery } from './report.api';
import { Loading } from '../../shared/ui/loading';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { DailyCharts } from './daily-charts';
import { LoyaltyPanels } from './loyalty-panels';
import { PeriodFigures } from './period-figures';

interface ReportBodyProps {
  readonly choice: ChoiceOfPlace;
  /** Between the charts and the guests. */
  readonly children?: ReactNode;
}

/** The figures, charts and guests of a period, of the network or of one restaurant. */
export function ReportBody({ choice, children }: ReportBodyProps) {
  const report = useQuery(periodReportQuery(choice));
  const loyalty = useQuery(loyaltyReportQuery(choice));
  if (report.isError) return <FailureNotice error={report.error} retry={report} />;
  if (report.isPending) return <Loading />;
  const { from, to } = report.data;
  return (
    <>
      <PeriodFigures report={report.data} />
      <DailyCharts from={from} to={to} restaurantId={choice.restaurantId} />
      {children}
      <FailureNotice error={loyalty.error} retry={loyalty} />
      {loyalty.isPending && <Loading />}
      {loyalty.data !== undefined && <LoyaltyPanels loyalty={loyalty.data} />}
    </>
  );
}
