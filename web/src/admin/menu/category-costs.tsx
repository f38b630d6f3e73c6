import { Button, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { EditProblem } from '../../entities/audit/changed-meanwhile';
import { type MenuCategories, menuCategoriesQuery, setCategoryCosts } from '../../entities/menu/menu.api';
import { readOf } from '../../shared/api/calls';
import { useEdit } from '../../shared/api/use-edit';
import { decimalSeparator } from '../../shared/format/money';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { Loading } from '../../shared/ui/loading';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { partsOfPrice, typedPerCent } from './cost-share.rules';
import classes from './menu-page.module.css';

/** The part of the price that goods of each category cost; results of campaigns take it for items without a cost. */
export function CategoryCosts() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const categories = useQuery(menuCategoriesQuery);
  const [edits, setEdits] = useState(false);
  if (categories.isError) return <FailureNotice error={categories.error} retry={categories} />;
  const items = categories.data?.items ?? [];
  return (
    <Panel
      title={t('menu.costs.title')}
      aside={
        items.length > 0 ? (
          <Button variant="default" onClick={() => setEdits(true)}>
            {t('menu.costs.edit')}
          </Button>
        ) : undefined
      }
    >
      {items.length > 0 ? (
        <dl className={classes.costs}>
          {items.map(({ category, costPpm }) => (
            <div key={category}>
              <dt>{category}</dt>
              <dd>{costPpm === null ? '—' : format.share(costPpm)}</dd>
            </div>
          ))}
        </dl>
      ) : (
        categories.data !== undefined && <p className={classes.soft}>{t('menu.costs.empty')}</p>
      )}
      <p className={classes.soft}>{t('menu.costs.help')}</p>
      {edits && <CostsDialog onClose={() => setEdits(false)} />}
    </Panel>
  );
}

function CostsDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const queries = useQueryClient();
  const { id } = useNetwork();
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [asked, setAsked] = useState(false);
  const edit = useEdit({
    read: readOf('/api/menu-categories'),
    send: setCategoryCosts,
    onDone: (changed) => {
      queries.setQueryData(menuCategoriesQuery.queryKey, changed);
      onClose();
    },
  });
  const { base, save, readError } = edit;
  const separator = decimalSeparator(format.locale);
  const textOf = ({ category, costPpm }: MenuCategories['items'][number]) =>
    typed[category] ?? (costPpm === null ? '' : typedPerCent(costPpm, separator));
  const isWrong = (text: string) => text.trim() !== '' && partsOfPrice(text) === null;

  function onSubmit(): void {
    setAsked(true);
    const items = base?.items ?? [];
    if (items.some((item) => isWrong(textOf(item)))) return;
    save.mutate({
      items: items.flatMap((item) => {
        const costPpm = partsOfPrice(textOf(item));
        return costPpm === null ? [] : [{ category: item.category, costPpm }];
      }),
    });
  }

  return (
    <Dialog title={t('menu.costs.title')} onClose={onClose}>
      <Form onSubmit={onSubmit}>
        <p className={classes.soft}>{t('menu.costs.help')}</p>
        {base === undefined && readError === null && <Loading />}
        {base?.items.map((item) => {
          const text = textOf(item);
          return (
            <TextInput
              key={item.category}
              label={t('menu.costs.of', { category: item.category })}
              description={t('menu.costs.items', { count: item.items })}
              inputMode="decimal"
              rightSection="%"
              value={text}
              error={asked && isWrong(text) ? t('menu.costs.wrong') : undefined}
              onChange={(event) => {
                const { value } = event.currentTarget;
                setTyped((others) => ({ ...others, [item.category]: value }));
              }}
            />
          );
        })}
        {readError === null ? (
          <EditProblem
            edit={edit}
            subjectId={id}
            show={({ items }) =>
              Object.fromEntries(
                items.map(({ category, costPpm }) => [category, costPpm === null ? '' : format.share(costPpm)]),
              )
            }
          />
        ) : (
          <FailureNotice error={readError} />
        )}
        <Button type="submit" disabled={!edit.isReady} loading={save.isPending}>
          {t('menu.save')}
        </Button>
      </Form>
    </Dialog>
  );
}
