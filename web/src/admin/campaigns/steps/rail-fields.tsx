import { useValue } from '../../../shared/document/document-context';
import { Field } from '../../../shared/document/field';
import { MakingField } from '../../../shared/document/making-field';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Help } from '../../../shared/ui/page';
import type { CampaignDraft } from '../../../entities/campaign/campaign.api';
import classes from '../campaigns.module.css';

type Rails = NonNullable<CampaignDraft['rails']>;

/** Fields of the rails: from when on the campaign ends, pauses or shrinks its control group without a person. */
export function RailFields() {
  const { t } = useTranslation('admin');
  const none = t('campaigns.rails.never');
  const rails = useValue<Partial<Rails> | undefined>(['rails']);
  return (
    <fieldset className={`${classes.wide} ${classes.group}`}>
      <legend>{t('campaigns.rails.title')}</legend>
      <Help>{t('campaigns.rails.help')}</Help>
      <div className={classes.fields}>
        <MakingField
          path={['rails', 'stopBelow', 'guests']}
          makes={{}}
          label={t('campaigns.rails.stopGuests')}
          none={none}
        />
        <MakingField
          path={['rails', 'shrinkAbove', 'guests']}
          makes={{ sharePpm: 50_000 }}
          label={t('campaigns.rails.shrinkGuests')}
          none={none}
        />
        {rails?.shrinkAbove != null && (
          <Field path={['rails', 'shrinkAbove', 'sharePpm']} label={t('campaigns.rails.shrinkPercent')} />
        )}
        <MakingField
          path={['rails', 'visitCost', 'atMost']}
          makes={{ visits: 100 }}
          label={t('campaigns.rails.visitCost')}
          none={none}
        />
        {rails?.visitCost != null && (
          <Field path={['rails', 'visitCost', 'visits']} label={t('campaigns.rails.visitCostVisits')} />
        )}
      </div>
    </fieldset>
  );
}
