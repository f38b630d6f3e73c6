import { Box, Button, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type PlanCode, type PlanPreview, planPreviewQuery } from '../../entities/plan/plan.api';
import { actOf, askAnew, keyOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { dayBefore } from '../../shared/format/zone';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Loading } from '../../shared/ui/loading';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './plan.module.css';
import { usePlanMoney } from './use-plan-money';

/** A change of the plan, with the sum to the last kopeck before it is pressed. */
export function ChangePlanDialog({ planCode, onClose }: { readonly planCode: PlanCode; readonly onClose: () => void }) {
  const { t } = useTranslation('admin');
  const preview = useQuery(planPreviewQuery(planCode));
  return (
    <Dialog title={t('plan.changeTitle', { plan: planCode })} onClose={onClose}>
      <Stack gap={16}>
        <FailureNotice error={preview.error} retry={preview} />
        {preview.isPending && <Loading />}
        {preview.isSuccess && <Change planCode={planCode} preview={preview.data} onDone={onClose} />}
        <Button variant="default" data-autofocus onClick={onClose}>
          {t('plan.keep')}
        </Button>
      </Stack>
    </Dialog>
  );
}

interface ChangeProps {
  readonly planCode: PlanCode;
  readonly preview: PlanPreview;
  readonly onDone: () => void;
}

function Change({ planCode, preview, onDone }: ChangeProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const money = usePlanMoney();
  const queries = useQueryClient();
  const { kind, total, lines, terms, effectiveOn, sequence, over, lostFeatures } = preview;
  const change = useChange(actOf('POST', '/api/subscription/changes'), async () => {
    await askAnew(queries, keyOf('/api/subscription'), keyOf('/api/invoices'));
    onDone();
  });
  const sum = money(total, terms.currency);
  return (
    <>
      <Text c="dimmed" lh={1.5}>
        {t(`plan.kinds.${kind}`, { day: format.birthday(effectiveOn) })}
      </Text>
      {lines.length > 0 && (
        <ul className={classes.lines}>
          {lines.map((line) => (
            <li key={line.position}>
              <span>
                {t(`plan.lines.${line.kind}`, { plan: line.planCode })}, {format.day(line.from)} –{' '}
                {format.day(dayBefore(line.to))}
              </span>
              <span>{money(line.total, terms.currency)}</span>
            </li>
          ))}
          <Box component="li" fw={650}>
            <span>{t('plan.toPayNow')}</span>
            <span>{sum}</span>
          </Box>
        </ul>
      )}
      {(over.length > 0 || lostFeatures.length > 0) && (
        <Box component="ul" m={0} pl={20} lh={1.5}>
          {over.map((thing) => (
            <li key={thing}>{t(`plan.over.${thing}`)}</li>
          ))}
          {lostFeatures.map((feature) => (
            <li key={feature}>{t(`plan.lost.${feature}`)}</li>
          ))}
        </Box>
      )}
      <FailureNotice error={change.error} />
      <Button loading={change.isPending} onClick={() => change.mutate({ planCode, sequence, total })}>
        {total > 0 ? t('plan.confirmPaid', { sum }) : t('plan.confirm')}
      </Button>
    </>
  );
}
