import { childrenNamed, isNamed, onlyChild } from '../concepts.ts'
import type { ContentItem } from '../content-item.ts'
import type { SrMap } from '../sr-map.ts'
import type { Algorithm, Detail, Statement } from './statement.ts'
import { isDetail } from './said-of.ts'
import { toUcum } from './ucum.ts'

function valueOf({ valueType, code, text, measured }: ContentItem, map: SrMap) {
  if (valueType === 'CODE' && code !== undefined) return { kind: 'code', code } as const
  if (valueType === 'TEXT' && text !== undefined) return { kind: 'text', text } as const
  const unit = toUcum(measured?.unit, map)
  return measured !== undefined && 'value' in measured.number && unit !== undefined
    ? ({ kind: 'number', number: measured.number.value, unit } as const)
    : undefined
}

function toDetail(item: ContentItem, map: SrMap): readonly Detail[] {
  const value = item.isQualified ? undefined : valueOf(item, map)
  return item.concept === undefined || value === undefined ? [] : [{ concept: item.concept, value }]
}

/** PS3.16 TID 4019, of which a name is the least. */
function algorithmOf(item: ContentItem, map: SrMap): Algorithm | undefined {
  const { algorithmName, algorithmVersion, algorithm } = map.structure
  const name = onlyChild(item, algorithmName)?.text
  if (name === undefined) return undefined
  return {
    name,
    version: onlyChild(item, algorithmVersion)?.text,
    about: childrenNamed(item, algorithm).flatMap((child) => toDetail(child, map)),
  }
}

type Origin = Pick<Statement, 'methods' | 'details' | 'algorithm' | 'observers'>

/**
 * How what an item says came about: by what it says itself, else by what its group says. Details of
 * the group are kept beside its own of another name.
 */
export function originOf(
  item: ContentItem,
  group: ContentItem,
  observers: readonly string[],
  map: SrMap,
): Origin {
  const { method, observerName } = map.structure
  const [methods = []] = [item, group]
    .map((place) => childrenNamed(place, method).map(({ code }) => code))
    .map((codes) => codes.filter((code) => code !== undefined))
    .filter((codes) => codes.length > 0)
  const own = item.children.filter((child) => isDetail(child, map))
  const shared = group.children.filter(
    (child) =>
      isDetail(child, map) &&
      !map.details.some(
        (detail) => isNamed(child, [detail]) && own.some((o) => isNamed(o, [detail])),
      ),
  )
  const named = childrenNamed(group, observerName).flatMap(({ person }) => person ?? [])
  return {
    methods,
    details: [...own, ...shared].flatMap((child) => toDetail(child, map)),
    algorithm: algorithmOf(item, map) ?? algorithmOf(group, map),
    observers: named.length > 0 ? named : observers,
  }
}
