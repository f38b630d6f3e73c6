import { Button, Switch, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Partner } from '../../entities/integration/partner.api';
import { actOf, keyOf } from '../../shared/api/calls';
import { mistakeAt } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { spokenOf } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { WholeNumberInput } from '../../shared/ui/whole-number-input';
import { bound, switched } from '../../shared/ui/bound';
import { WaitingDialog } from '../ui/approvals/waiting-dialog';
import classes from './integrations.module.css';

const FIELDS = ['code', 'name', 'benefits.ru', 'benefits.en', 'earnPerDay', 'burnPerDay'];
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
  const [code, setCode] = useState('');
  const [name, setName] = useState(partner?.name ?? '');
  const [russian, setRussian] = useState(partner?.benefits.ru ?? '');
  const [english, setEnglish] = useState(partner?.benefits.en ?? '');
  const [earnPerDay, setEarnPerDay] = useState<number | ''>(partner?.earnPerDay ?? POINTS_A_DAY);
  const [burnPerDay, setBurnPerDay] = useState<number | ''>(partner?.burnPerDay ?? POINTS_A_DAY);
  const [isOpen, setOpen] = useState(partner?.closed !== true);
  const [asked, setAsked] = useState(false);
  const queries = useQueryClient();
  const create = useChange(actOf('POST', '/api/partners'), () => onDone(false));
  const change = useChange(actOf('PATCH', '/api/partners/{id}', { id: partner?.id ?? '' }), async (changed) => {
    const waits = 'kind' in changed;
    if (waits) await queries.invalidateQueries({ queryKey: keyOf('/api/approvals') });
    await onDone(waits);
  });
  const error = create.error ?? change.error;
  const isNew = partner === undefined;

  function submit(): void {
    setAsked(true);
    if (name.trim() === '' || earnPerDay === '' || burnPerDay === '' || (isNew && !CODE.test(code))) return;
    const members = { name: name.trim(), benefits: spokenOf(russian, english), earnPerDay, burnPerDay };
    if (isNew) create.mutate({ code, ...members });
    else change.mutate({ ...members, closed: !isOpen });
  }

  const title = t(isNew ? 'partners.new' : 'partners.changeTitle');
  if (change.data !== undefined && 'kind' in change.data) return <WaitingDialog title={title} onClose={onClose} />;
  const limitMistake = (value: number | '', field: string) =>
    asked && value === '' ? t('partners.limitNeeded') : mistakeAt(error, field);
  return (
    <Dialog title={title} size="lg" onClose={onClose}>
      <Form className={classes.fields} onSubmit={submit}>
        <TextInput
          data-autofocus
          label={t('integrations.name')}
          description={t('partners.nameHelp')}
          maxLength={100}
          autoComplete="off"
          {...bound(name, setName)}
          error={asked && name.trim() === '' ? t('integrations.nameNeeded') : mistakeAt(error, 'name')}
        />
        {isNew && (
          <TextInput
            label={t('partners.code')}
            description={t('partners.codeHelp')}
            maxLength={30}
            autoComplete="off"
            value={code}
            error={asked && !CODE.test(code) ? t('partners.codeNeeded') : mistakeAt(error, 'code')}
            onChange={(event) => setCode(event.currentTarget.value.toUpperCase())}
          />
        )}
        <TextInput
          label={t('partners.benefitsRu')}
          description={t('partners.benefitsHelp')}
          maxLength={500}
          autoComplete="off"
          {...bound(russian, setRussian)}
          error={mistakeAt(error, 'benefits.ru')}
        />
        <TextInput
          label={t('partners.benefitsEn')}
          maxLength={500}
          autoComplete="off"
          {...bound(english, setEnglish)}
          error={mistakeAt(error, 'benefits.en')}
        />
        <WholeNumberInput
          label={t('partners.earnPerDay')}
          description={t('partners.limitHelp')}
          value={earnPerDay}
          error={limitMistake(earnPerDay, 'earnPerDay')}
          onChange={setEarnPerDay}
        />
        {!isNew && earnPerDay !== '' && earnPerDay > partner.earnPerDay && (
          <p className={classes.soft}>{t('partners.needsSecond')}</p>
        )}
        <WholeNumberInput
          label={t('partners.burnPerDay')}
          value={burnPerDay}
          error={limitMistake(burnPerDay, 'burnPerDay')}
          onChange={setBurnPerDay}
        />
        {!isNew && (
          <Switch
            size="md"
            label={t('partners.open')}
            description={t('partners.openHelp')}
            {...switched(isOpen, setOpen)}
          />
        )}
        {error !== null && <FailureNotice error={error} marked={FIELDS} />}
        <Button type="submit" loading={create.isPending || change.isPending}>
          {t(isNew ? 'integrations.create' : 'integrations.save')}
        </Button>
      </Form>
    </Dialog>
  );
}
