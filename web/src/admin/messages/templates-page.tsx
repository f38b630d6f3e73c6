import { Link } from 'react-router';
import { createMessageTemplate, listMessageTemplates } from '../../shared/api/operations';
import { ListPage } from '../../shared/described/list-page';
import { useAllowed } from '../../shared/described/operation';
import { useTranslation } from '../../shared/i18n/use-translation';
import { MessageTabs } from './message-tabs';
import classes from './messages.module.css';
import { READY_TEXTS } from './ready-texts.rules';

/** Templates of the network, and ready texts from which a manager begins a new one. */
export function TemplatesPage() {
  const { t } = useTranslation('admin');
  return (
    <ListPage
      of={listMessageTemplates}
      title={t('templates.title')}
      sub={t('templates.sub')}
      add={{ of: createMessageTemplate, text: t('templates.new'), to: '/messages/templates/new?text=empty' }}
      empty={[t('templates.emptyTitle'), t('templates.emptyHelp')]}
      columns={[
        {
          title: t('templates.name'),
          cell: ({ id, name }) => <Link to={`/messages/templates/${id}`}>{name}</Link>,
        },
        { of: 'source', title: t('templates.source'), words: (source) => t(`templates.sources.${source}`) },
        { of: 'version', title: t('templates.version'), as: 'number', isAside: true },
        { of: 'changedAt', title: t('templates.changed'), as: 'dateTime', isFigure: true, isAside: true },
      ]}
      below={useAllowed()(createMessageTemplate) && <ReadyTexts />}
    >
      <MessageTabs />
    </ListPage>
  );
}

function ReadyTexts() {
  const { t } = useTranslation('admin');
  return (
    <section aria-label={t('templates.begin')}>
      <h2>{t('templates.begin')}</h2>
      <ul className={classes.ready}>
        {READY_TEXTS.filter(({ key }) => key !== 'empty').map(({ key }) => (
          <li key={key}>
            <Link to={`/messages/templates/new?text=${key}`}>{t(`templates.ready.${key}.name`)}</Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
