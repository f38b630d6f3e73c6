import { Box } from '@mantine/core';
import type { CampaignResults } from '../../entities/campaign/campaign.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';
import { Help } from '../../shared/ui/page';
import { useGroupColumns } from './use-group-columns';

type Variant = CampaignResults['variants'][number];
type GroupComparison = Variant['against'][number]['compared'];

/** Each variant with its effect against the control group, and the variants beside one another in sentences. */
export function VariantResults({ variants }: { readonly variants: readonly Variant[] }) {
  const { t } = useTranslation('admin');
  const { guests, told, came, money, points } = useGroupColumns();
  const wordsOf = useDifferenceWords();
  return (
    <>
      <h3>{t('campaigns.variants')}</h3>
      <DataTable
        caption={t('campaigns.variants')}
        columns={[
          { of: 'variant', title: t('campaigns.variant') },
          guests,
          told,
          came,
          money,
          points,
          {
            title: t('campaigns.effect'),
            isAside: true,
            cell: ({ againstControl }) =>
              againstControl === null ? t('campaigns.noControl') : wordsOf(againstControl),
          },
        ]}
        rows={variants}
        rowKey={({ variant }) => variant}
        empty={null}
      />
      <Box component="ul" m={0} pl={20} lh={1.55}>
        {variants.flatMap(({ variant, against }) =>
          against.map(({ variant: other, compared }) => (
            <li key={`${variant} ${other}`}>
              {t('campaigns.variantAgainst', { variant, other, text: wordsOf(compared) })}
            </li>
          )),
        )}
      </Box>
      <Help>{t('campaigns.variantsHelp')}</Help>
    </>
  );
}

/** The difference in money per guest in words: "+120 ₽ per guest (40 to 200)", or why there is none yet. */
function useDifferenceWords(): (compared: GroupComparison) => string {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const money = (value: number) => format.money(Math.round(value));
  return ({ money: { interval, verdict } }) => {
    if (verdict.because !== null || interval === null)
      return t(`campaigns.obstacle.${verdict.because ?? 'TOO_FEW'}`, { guests: format.number(verdict.guests ?? 0) });
    return t(`campaigns.difference.${verdict.kind === 'NOT_YET' ? 'NO_EFFECT' : verdict.kind}`, {
      money: money(Math.abs(interval.estimate)),
      low: money(interval.low),
      high: money(interval.high),
    });
  };
}
