"""From plain data to typed models: at once when all is well, else by walking the types.

The walk reports everything that does not fit and, in the same pass, mends a copy: an unknown key
that is nearly a known one is taken for it, a text too long is cut, what is missing is filled in.
So the models exist even then, and the checks across nodes can run in the same go. What was
mended is remembered (`Shaped.mended`), for those checks to stay silent about it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec
from msgspec import inspect

from bot.content import leaves
from bot.content.leaves import UNKNOWN, Flaw, Keys
from bot.content.names import describe, kind_of, nearest, owners


class Shaped(NamedTuple):
    """The model (None only if nothing could be made of it), and what was wrong.

    `mended`: places whose value is not what the author wrote. `strays`: unknown keys that were
    left out, by where they stood. `renamed`: ids in the model → as written.
    """

    model: Any
    flaws: tuple[Flaw, ...] = ()
    mended: frozenset[Keys] = frozenset()
    strays: Mapping[Keys, tuple[Any, ...]] = MappingProxyType({})
    renamed: Mapping[str | int, str] = MappingProxyType({})


def shape(data: Any, kind: Any, *, intact: bool = True) -> Shaped:
    """Fit plain data to a type; never raises. `intact`: the YAML had nothing wrong."""
    if intact:
        try:
            return Shaped(msgspec.convert(data, kind, strict=False))
        except (msgspec.ValidationError, RecursionError):
            pass
    walk = _Walk()
    mended = _retarget(walk.value(inspect.type_info(kind), data, ()), walk.renamed)
    flaws = walk.kept()
    try:
        model = msgspec.convert(mended, kind, strict=False)
    except msgspec.ValidationError as error:
        model = None
        if not flaws and intact:
            flaws = (Flaw((), "VALUE-FORM", f"内容不对：{error}", "和别的文件对照着改"),)
    renamed: dict[str | int, str] = {new: old for old, new in walk.renamed.items()}
    return Shaped(model, flaws, frozenset(walk.mended), walk.strays, renamed)


def _retarget(data: Any, renamed: Mapping[str, str]) -> Any:
    """Let every `goto` follow the ids that were mended."""
    if not renamed:
        return data
    if isinstance(data, list):
        return [_retarget(item, renamed) for item in data]
    if not isinstance(data, dict):
        return data
    return {
        key: renamed.get(value, value)
        if key in ("goto", "then", "start") and isinstance(value, str)
        else _retarget(value, renamed)
        for key, value in data.items()
    }


@dataclass
class _Walk:
    flaws: list[Flaw] = field(default_factory=list)
    mended: set[Keys] = field(default_factory=set)
    strays: dict[Keys, tuple[Any, ...]] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)

    def kept(self) -> tuple[Flaw, ...]:
        """All flaws but those that only repeat a bad id given elsewhere in the file."""
        return tuple(
            flaw
            for flaw in self.flaws
            if flaw.at_key or flaw.code != "ID-INVALID" or flaw.value not in self.renamed
        )

    def value(self, kind: inspect.Type, value: Any, keys: Keys) -> Any:
        if value == UNKNOWN:
            self.mended.add(keys)
            return leaves.filler(kind)
        match kind:
            case inspect.Metadata():
                return self.value(kind.type, value, keys)
            case inspect.UnionType():
                return self.value(_member(kind, value), value, keys)
            case inspect.StructType():
                return self.struct(kind, value, keys)
            case inspect.DictType():
                return self.mapping(kind, value, keys)
            case inspect.VarTupleType():
                return self.items(kind, value, keys)
        return self.leaf(kind, value, keys)

    def leaf(self, kind: inspect.Type, value: Any, keys: Keys) -> Any:
        if isinstance(value, dict | list):
            found = "列表" if isinstance(value, list) else "好几行“名字: 值”"
            self.note(
                keys,
                "TYPE-TEXT",
                f"{describe(keys)}应该是一个值，这里写成了{found}",
                "写成一行；文字以括号开头时，整段加引号",
            )
            return leaves.filler(kind)
        flaw = leaves.check(kind, value, keys)
        if flaw is None:
            return value
        self.flaws.append(flaw)
        self.mended.add(keys)
        return leaves.mended(kind, value)

    def struct(self, kind: inspect.StructType, value: Any, keys: Keys) -> Any:
        fields = {f.encode_name: f for f in kind.fields}
        what = kind_of(kind)
        if not isinstance(value, dict):
            listed = "、".join(fields)
            self.note(
                keys,
                "TYPE-MAPPING",
                f"{describe(keys)}应该是{what}，要写成几行“名字: 值”",
                f"换行、多缩进两格，每行“名字: 值”；可用的名字：{listed}",
            )
            return leaves.filler(kind)
        names = self.names(kind, value, keys)
        result = {
            names[key]: self.value(fields[names[key]].type, item, (*keys, key))
            for key, item in value.items()
            if key in names
        }
        for name, one in fields.items():
            if one.required and name not in result:
                self.flaws.append(
                    Flaw(
                        keys,
                        "KEY-MISSING",
                        f"{describe(keys)}缺少 {name}{leaves.hint(one.type)}",
                        f"在{describe(keys)}下面加一行 {name}: …",
                        at_key=True,
                    )
                )
                self.mended.add((*keys, name))
                result[name] = leaves.filler(one.type)
        return result

    def names(
        self, kind: inspect.StructType, value: Mapping[str, Any], keys: Keys
    ) -> dict[str, str]:
        """Key as written → the field it is, or nearly is. What is neither is noted."""
        fields = [f.encode_name for f in kind.fields]
        found = {key: key for key in value if key in fields}
        for key in value:
            if key in found:
                continue
            near = nearest(key, [name for name in fields if name not in found.values()])
            message = f"{kind_of(kind)}里没有 {key} 这个名字"
            remedy = f"你要写的可能是 {near}" if near else _belongs(key, fields)
            self.flaws.append(Flaw((*keys, key), "KEY-UNKNOWN", message, remedy, at_key=True))
            if near:
                found[key] = near
            else:
                self.strays[keys] = (*self.strays.get(keys, ()), value[key])
        return found

    def mapping(self, kind: inspect.DictType, value: Any, keys: Keys) -> Any:
        if not isinstance(value, dict):
            self.note(
                keys,
                "TYPE-MAPPING",
                f"{describe(keys)}下面应该是几行“编号: 内容”",
                "每一项先写编号和冒号，换行、多缩进两格，再写内容",
            )
            return {}
        result = {}
        for key, item in value.items():
            flaw = leaves.check(kind.key_type, key, (*keys, key))
            if flaw is not None:
                self.flaws.append(flaw._replace(at_key=True))
                self.renamed[key] = leaves.mended(kind.key_type, key)
            result[self.renamed.get(key, key)] = self.value(kind.value_type, item, (*keys, key))
        return result

    def items(self, kind: inspect.VarTupleType, value: Any, keys: Keys) -> Any:
        if not isinstance(value, list):
            wide = isinstance(value, str) and value[:1] in "【［"
            if wide:
                remedy = "用英文的方括号和逗号，如 [甲, 乙]"
            else:
                remedy = f"加上方括号：[{value}]" if isinstance(value, str) else "每项前面加“- ”"
            self.note(keys, "TYPE-LIST", f"{describe(keys)}应该是列表", remedy)
            if wide or isinstance(value, dict) != _is_struct(kind.item_type):
                return []
            value = [value]
        return [self.value(kind.item_type, item, (*keys, n)) for n, item in enumerate(value)]

    def note(self, keys: Keys, code: str, message: str, remedy: str) -> None:
        self.flaws.append(Flaw(keys, code, message, remedy))
        self.mended.add(keys)


def _belongs(key: str, fields: list[str]) -> str:
    where = owners(key)
    if where:
        return f"{key} 属于{'、'.join(where)}，检查这一行的缩进；用不着就删掉"
    return "用不着就删掉；这里可以用的名字：" + "、".join(fields)


def _is_struct(kind: inspect.Type) -> bool:
    if isinstance(kind, inspect.Metadata):
        return _is_struct(kind.type)
    return isinstance(kind, inspect.StructType)


def _member(kind: inspect.UnionType, value: Any) -> inspect.Type:
    """The member of a union that a value is meant to be."""
    members = [member for member in kind.types if not isinstance(member, inspect.NoneType)]
    for member in members:
        listed = isinstance(member, inspect.VarTupleType)
        if listed == isinstance(value, list | dict):
            return member
    return members[0]
