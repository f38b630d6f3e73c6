import { Box, Button, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ChangeList } from '../../shared/document/change-list';
import { DocumentForm } from '../../shared/document/document-form';
import { PartsOf } from '../../shared/document/parts';
import type { EditedDocument } from '../../shared/document/use-document';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Contents, ContentsPart } from '../../shared/ui/contents';
import { Panel } from '../../shared/ui/page';
import type { RewardDraft } from './reward-document.rules';
import classes from './reward-form.module.css';

const SECTIONS = ['what', 'price', 'who'] as const;
type Section = (typeof SECTIONS)[number];
/** Members of the sections `price` and `who`; all other members belong to `what`. */
const MEMBERS_OF = {
  price: ['cost', 'stock', 'minimumOrder', 'usableDays', 'validFrom', 'earlyFrom', 'validUntil'],
  who: ['tiers', 'exclusive', 'segments', 'limits'],
} as const;
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
        <Box miw={0} className={classes.first ?? ''}>
          {SECTIONS.map((section) => (
            <ContentsPart key={section} id={section}>
              <Panel title={t(`rewards.section.${section}`)}>
                {section === 'what' ? (
                  <PartsOf path={[]} beside={[...MEMBERS_OF.price, ...MEMBERS_OF.who]} />
                ) : (
                  <PartsOf path={[]} only={MEMBERS_OF[section]} />
                )}
              </Panel>
            </ContentsPart>
          ))}
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
