import { Switch, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { Partner } from '../../entities/integration/partner.api';
import { actOf, keyOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { spokenOf } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { type TypedNumber, WholeNumberInput } from '../../shared/ui/whole-number-input';
import { WaitingDialog } from '../../entities/approval/waiting-dialog';
import classes from './integrations.module.css';
import { useFields } from '../../shared/ui/use-fields';
import { Submit } from '../../shared/ui/submit';

const CODE = /^[A-Z][A-Z0-9_]{0,29}$/;
const POINTS_A_DAY = 10_000;

interface PartnerFormProps {
  /** Left out: a new partner. */
  readonly partner?: Partner;
  /** The partner was created or changed. */
  readonly onDone: (waits: boolean) => unknown;
  readonly onClose: () => void;
}

/** A partner: its name, what guests get there, and how many points it may give and take in a day. */
export function PartnerForm({ partner, onDone, onClose }: PartnerFormProps) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const create = useChange(actOf('POST', '/api/partners'), () => onDone(false));
  const change = useChange(actOf('PATCH', '/api/partners/{id}', { id: partner?.id ?? '' }), async (changed) => {
    const waits = 'kind' in changed;
    if (waits) await queries.invalidateQueries({ queryKey: keyOf('/api/approvals') });
    await onDone(waits);
  });
  const error = create.error ?? change.error;
  const isNew = partner === undefined;

  const { values, field, toggle, marked, onSubmit, setFieldValue } = useFields({
    initial: {
      code: '',
      name: partner?.name ?? '',
      isOpen: partner?.closed !== true,
      benefits: { ru: partner?.benefits.ru ?? '', en: partner?.benefits.en ?? '' },
      earnPerDay: (partner?.earnPerDay ?? POINTS_A_DAY) as TypedNumber,
      burnPerDay: (partner?.burnPerDay ?? POINTS_A_DAY) as TypedNumber,
    },
    error,
    check: ({ code, name, earnPerDay, burnPerDay }) => ({
      code: isNew && !CODE.test(code) && t('partners.codeNeeded'),
      name: name.trim() === '' && t('integrations.nameNeeded'),
      earnPerDay: earnPerDay === '' && t('partners.limitNeeded'),
      burnPerDay: burnPerDay === '' && t('partners.limitNeeded'),
    }),
  });
  const submit = onSubmit(({ code, name, benefits, isOpen, ...limits }) => {
    const members = {
      name: name.trim(),
      benefits: spokenOf(benefits.ru, benefits.en),
      earnPerDay: Number(limits.earnPerDay),
      burnPerDay: Number(limits.burnPerDay),
    };
    if (isNew) create.mutate({ code, ...members });
    else change.mutate({ ...members, closed: !isOpen });
  });
  const title = t(isNew ? 'partners.new' : 'partners.changeTitle');
  if (change.data !== undefined && 'kind' in change.data) return <WaitingDialog title={title} onClose={onClose} />;
  return (
    <Dialog title={title} size="lg" onClose={onClose}>
      <Form onSubmit={submit}>
        <TextInput
          data-autofocus
          label={t('integrations.name')}
          description={t('partners.nameHelp')}
          maxLength={100}
          autoComplete="off"
          {...field('name')}
        />
        {isNew && (
          <TextInput
            label={t('partners.code')}
            description={t('partners.codeHelp')}
            maxLength={30}
            autoComplete="off"
            {...field('code')}
            onChange={(event) => setFieldValue('code', event.currentTarget.value.toUpperCase())}
          />
        )}
        <TextInput
          label={t('partners.benefitsRu')}
          description={t('partners.benefitsHelp')}
          maxLength={500}
          autoComplete="off"
          {...field('benefits.ru')}
        />
        <TextInput label={t('partners.benefitsEn')} maxLength={500} autoComplete="off" {...field('benefits.en')} />
        <WholeNumberInput
          label={t('partners.earnPerDay')}
          description={t('partners.limitHelp')}
          {...field('earnPerDay')}
        />
        {!isNew && Number(values.earnPerDay) > partner.earnPerDay && (
          <p className={classes.soft}>{t('partners.needsSecond')}</p>
        )}
        <WholeNumberInput label={t('partners.burnPerDay')} {...field('burnPerDay')} />
        {!isNew && (
          <Switch size="md" label={t('partners.open')} description={t('partners.openHelp')} {...toggle('isOpen')} />
        )}
        <Submit
          of={{ error, isPending: create.isPending || change.isPending }}
          marked={marked}
          text={t(isNew ? 'integrations.create' : 'integrations.save')}
        />
      </Form>
    </Dialog>
  );
}
