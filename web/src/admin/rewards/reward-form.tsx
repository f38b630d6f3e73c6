import { Box, Button, NativeSelect, SegmentedControl, Stack, Text } from '@mantine/core';
import { type ReactNode, useRef, useState } from 'react';
import type { RewardBody } from '../../entities/reward/reward.api';
import { ChangeList } from '../../shared/document/change-list';
import { useDocumentStore, useMember, useValue } from '../../shared/document/document-context';
import { DocumentForm } from '../../shared/document/document-form';
import { Field } from '../../shared/document/field';
import { FieldsOf } from '../../shared/document/fields-of';
import { MakingField } from '../../shared/document/making-field';
import type { EditedDocument } from '../../shared/document/use-document';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Panel } from '../../shared/ui/page';
import { Contents, ContentsPart } from '../../shared/ui/contents';
import { GiftFields } from './gift-fields';
import { FIRST_GIFTS, REWARD_KINDS, type RewardDraft, type RewardKind } from './reward-document.rules';
import classes from './reward-form.module.css';

const SECTIONS = ['what', 'price', 'who'] as const;
type Section = (typeof SECTIONS)[number];
/** Members of the sections `price` and `who`; all other members belong to `what`. */
const MEMBERS_OF = {
  price: ['cost', 'stock', 'minimumOrder', 'usableDays', 'validFrom', 'earlyFrom', 'validUntil'],
  who: ['tiers', 'exclusive', 'segments', 'limits'],
} as const;
/** Members of the section `what` that `WhatFields` shows by itself. */
const OF_WHAT = ['name', 'description', 'kind', 'gift', 'code', 'shippingRequired', 'byAppointment'];
const PERIODS = ['DAY', 'WEEK', 'MONTH', 'YEAR'] as const;

interface RewardFormProps {
  readonly draft: EditedDocument<RewardDraft>;
  readonly isNew: boolean;
  /** The notice of a failed save. */
  readonly problem: ReactNode;
  /** False: the button that saves is disabled. */
  readonly isReady?: boolean;
  readonly isPending: boolean;
  readonly isSaved?: boolean;
  readonly onSubmit: (reward: RewardDraft) => void;
}

/** The terms of a reward: name, gift, price, and who may take it when. */
export function RewardForm({ draft, isNew, problem, isReady = true, isPending, isSaved, onSubmit }: RewardFormProps) {
  const { t } = useTranslation('admin');
  const { mistakes } = draft;

  return (
    <DocumentForm of={draft} label={t('rewards.formLabel')} onSubmit={onSubmit}>
      <div className={classes.columns}>
        <Contents
          sections={SECTIONS.map((section) => ({
            id: section,
            title: t(`rewards.section.${section}`),
            hasMistake: mistakes.some(({ path }) => sectionOf(path) === section),
          }))}
        />
        <Box miw={0}>
          <div className={classes.first}>
            <FormSection id="what">
              <WhatFields />
            </FormSection>
          </div>
          <FormSection id="price">
            {MEMBERS_OF.price.map((name) => (isNew || name !== 'stock') && <Field key={name} path={[name]} />)}
          </FormSection>
          <FormSection id="who">
            <WhoFields />
          </FormSection>
          <div className={classes.foot}>
            {problem}
            {draft.isWrong && (
              <Text c="var(--bad)" fw={600} role="alert">
                {t('rewards.mend')}
              </Text>
            )}
            <Button type="submit" disabled={!isReady} loading={isPending}>
              {isNew ? t('rewards.submitNew') : t('rewards.submit')}
            </Button>
            {isSaved === true && <span role="status">{t('rewards.saved')}</span>}
          </div>
          <ChangeList />
        </Box>
      </div>
    </DocumentForm>
  );
}

function sectionOf(path: string): Section {
  const name = /^\w+/.exec(path)?.[0] ?? '';
  return (
    (['price', 'who'] as const).find((section) => (MEMBERS_OF[section] as readonly string[]).includes(name)) ?? 'what'
  );
}

function FormSection({ id, children }: { readonly id: Section; readonly children: ReactNode }) {
  const { t } = useTranslation('admin');
  return (
    <ContentsPart id={id}>
      <Panel title={t(`rewards.section.${id}`)}>
        <div className={classes.fields}>{children}</div>
      </Panel>
    </ContentsPart>
  );
}

function WhatFields() {
  const { t } = useTranslation('admin');
  const store = useDocumentStore();
  const kind = useValue<RewardKind>(['kind']);
  const left = useRef<Partial<Record<RewardKind, unknown>>>({});

  /** Changes the kind of the reward. A kind that is chosen again has its earlier gift. */
  function choose(next: RewardKind): void {
    left.current = { ...left.current, [kind]: store.get(['gift']) };
    store.set(['gift'], left.current[next] ?? FIRST_GIFTS[next]);
    store.set(['kind'], next);
  }

  return (
    <>
      {(['ru', 'en'] as const).map((language) => (
        <Field key={language} path={['name', language]} />
      ))}
      {(['ru', 'en'] as const).map((language) => (
        <Field key={language} path={['description', language]} as="area" />
      ))}
      <NativeSelect
        label={t('rewards.field.kind')}
        value={kind}
        onChange={(event) => choose(event.currentTarget.value as RewardKind)}
        data={REWARD_KINDS.map((value) => ({ value, label: t(`rewards.kind.${value}`) }))}
      />
      <Field path={['code']} />
      <p className={classes.kindHelp}>{t(`rewards.kindHelp.${kind}`)}</p>
      <GiftFields kind={kind} />
      <FieldsOf path={[]} beside={[...OF_WHAT, ...MEMBERS_OF.price, ...MEMBERS_OF.who]} />
    </>
  );
}

function WhoFields() {
  return (
    <>
      <Field path={['tiers']} className={classes.tiers} />
      <Field path={['exclusive']} className={classes.tiers} />
      <Field path={['segments']} className={classes.tiers} />
      <Field path={['limits', 'perGuest']} />
      <PerPeriod />
    </>
  );
}

const PER_PERIOD = ['limits', 'perPeriod'];

/** The inputs for how often one guest may take the reward in a period. An empty number removes the limit. */
function PerPeriod() {
  const { t } = useTranslation('admin');
  const { value, change } = useMember(PER_PERIOD);
  const limit = value as NonNullable<RewardBody['limits']>['perPeriod'] | undefined;
  const [period, setPeriod] = useState<(typeof PERIODS)[number]>(limit?.period ?? 'MONTH');
  return (
    <Stack gap={8}>
      <MakingField
        path={[...PER_PERIOD, 'count']}
        makes={{ period }}
        label={t('rewards.field.perPeriod')}
        help={t('rewards.help.perPeriod')}
      />
      <SegmentedControl
        size="md"
        aria-label={t('rewards.field.period')}
        value={limit?.period ?? period}
        onChange={(next) => {
          setPeriod(next);
          if (limit != null) change({ ...limit, period: next });
        }}
        data={PERIODS.map((one) => ({ value: one, label: t(`rewards.period.${one}`) }))}
      />
    </Stack>
  );
}
