import type { Partner } from '../../entities/integration/partner.api';
import { keyOf } from '../../shared/api/calls';
import { changePartner, createPartner } from '../../shared/api/operations';
import { ActDialog } from '../../shared/described/act-form';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './integrations.module.css';

const CODE = /^[A-Z][A-Z0-9_]{0,29}$/;
const POINTS_A_DAY = 10_000;

interface PartnerFormProps {
  /** Left out: a new partner. */
  readonly partner?: Partner;
  readonly onClose: () => void;
}

/** A partner: its name, what guests get there, and how many points it may give and take in a day. */
export function PartnerForm({ partner, onClose }: PartnerFormProps) {
  const { t } = useTranslation('admin');
  const form = { size: 'lg', onClose } as const;
  const name = { label: t('integrations.name'), help: t('partners.nameHelp'), needed: t('integrations.nameNeeded') };
  const others = {
    'benefits.ru': { label: t('partners.benefitsRu'), help: t('partners.benefitsHelp') },
    'benefits.en': { label: t('partners.benefitsEn') },
    earnPerDay: {
      label: t('partners.earnPerDay'),
      help: t('partners.limitHelp'),
      needed: t('partners.limitNeeded'),
      initial: partner?.earnPerDay ?? POINTS_A_DAY,
    },
    burnPerDay: {
      label: t('partners.burnPerDay'),
      needed: t('partners.limitNeeded'),
      initial: partner?.burnPerDay ?? POINTS_A_DAY,
    },
  };
  if (partner === undefined)
    return (
      <ActDialog
        {...form}
        of={createPartner}
        title={t('partners.new')}
        fields={{
          name,
          code: {
            label: t('partners.code'),
            help: t('partners.codeHelp'),
            typed: (text) => text.toUpperCase(),
            check: (code) => !CODE.test(code) && t('partners.codeNeeded'),
          },
          ...others,
        }}
        submit={t('integrations.create')}
      />
    );
  return (
    <ActDialog
      {...form}
      of={changePartner}
      params={{ id: partner.id }}
      from={partner}
      title={t('partners.changeTitle')}
      fields={{
        name,
        ...others,
        earnPerDay: {
          ...others.earnPerDay,
          after: ({ earnPerDay }) =>
            Number(earnPerDay) > partner.earnPerDay && <p className={classes.soft}>{t('partners.needsSecond')}</p>,
        },
        closed: { label: t('partners.open'), help: t('partners.openHelp'), isOpposite: true },
      }}
      submit={t('integrations.save')}
      anew={[keyOf('/api/approvals')]}
      waits={t('changes.waits')}
    />
  );
}
