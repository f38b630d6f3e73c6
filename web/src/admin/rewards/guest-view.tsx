import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { RewardFace } from '../../entities/reward/reward-face';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { ShownPicture } from '../../shared/pictures/picture';
import { Help, Panel } from '../../shared/ui/page';
import classes from './reward-page.module.css';
import type { RewardDraft } from './reward-document.rules';

interface GuestViewProps {
  readonly reward: RewardDraft;
  readonly picture: ShownPicture | null;
  /** The remaining stock; null: unlimited. */
  readonly left: number | null;
}

/** Shows the edited reward as the card that guests see in the cabinet, in each language that has a name. */
export function GuestView({ reward, picture, left }: GuestViewProps) {
  const { t, language: ofReader } = useTranslation('admin');
  const format = useFormat();
  const [chosen, setChosen] = useState<string>(ofReader);
  const { name: { ru: nameRu = '', en: nameEn = '' } = {}, description: texts = {}, cost, validFrom = null } = reward;
  const isRussian = chosen === 'ru' ? nameRu.trim() !== '' : nameEn.trim() === '';
  const name = isRussian ? nameRu : nameEn;
  // The cabinet shows the text of the other language where the chosen one is empty.
  const description = [isRussian ? texts.ru : texts.en, texts.ru, texts.en].find(
    (text) => text !== undefined && text.trim() !== '',
  );
  const about = [
    ...(description === undefined ? [] : [description]),
    ...(left === null ? [] : [t('rewards.view.left', { count: left })]),
    ...(validFrom !== null && Date.parse(validFrom) > Date.now()
      ? [t('rewards.view.opens', { date: format.date(validFrom) })]
      : []),
  ];
  return (
    <Panel title={t('rewards.view.title')}>
      {nameRu.trim() !== '' && nameEn.trim() !== '' && (
        <SegmentedControl
          fullWidth
          mb={12}
          aria-label={t('rewards.view.language')}
          value={isRussian ? 'ru' : 'en'}
          onChange={setChosen}
          data={(['ru', 'en'] as const).map((value) => ({ value, label: t(`templates.languages.${value}`) }))}
        />
      )}
      {cost === 0 ? (
        <Help>{t('rewards.view.byCodeAlone')}</Help>
      ) : (
        <RewardFace
          component="div"
          picture={picture}
          name={name.trim() === '' ? t('rewards.view.noName') : name}
          about={about}
          price={typeof cost === 'number' ? t('rewards.view.price', { count: cost }) : '—'}
        >
          <span className={classes.take} aria-hidden>
            {t('rewards.view.take')}
          </span>
        </RewardFace>
      )}
    </Panel>
  );
}
