interface Sample {
  text: string;
  /** Keys when everything fits. */
  wholes: readonly string[];
  /** Some keys when chunks are small. */
  members: readonly string[];
  describes: { symbol: string; signature: string; doc: string; imports: readonly string[] };
}

/** A short file per language with one of everything, and how it is to be cut. */
export const samples: Readonly<Record<string, Sample>> = {
  'orders.ts': {
    text: `import { log } from './log.ts';
import type { Order } from 'orders';

/** Keeps orders für immer. */
export class OrderStore extends Base {
  private count = 0;

  /** Adds one. */
  @Traced()
  async append(order: Order): Promise<void> {
    await this.log.push(order); // durable
  }

  readonly size = (): number => this.count;
}

export interface Basket {
  lines: string[];
}
export type Id = string;
const LIMIT = 5;
const NAMES = ['a'];
/** Reads. */
export const read = async (id: Id) => find(id);
export default function () {}
describe('a store', () => {
  it('keeps', () => expect(1).toBe(1));
});
`,
    wholes: [
      'module:',
      'class:OrderStore',
      'interface:Basket',
      'type:Id',
      'code:LIMIT',
      'function:read',
      'function:default',
      'namespace:a store',
    ],
    members: ['class:OrderStore', 'method:OrderStore.append/1', 'method:OrderStore.size'],
    describes: {
      symbol: 'OrderStore',
      signature: 'export class OrderStore extends Base',
      doc: 'Keeps orders für immer.',
      imports: ['./log.ts', 'orders'],
    },
  },
  'button.tsx': {
    text: `import React from 'react';

// Shows a label.
export function Button({ label }: Props) {
  return <button className="b">{label}</button>;
}
`,
    wholes: ['module:', 'function:Button'],
    members: ['function:Button'],
    describes: { symbol: 'Button', signature: 'export function Button({ label }: Props)', doc: 'Shows a label.', imports: ['react'] },
  },
  'reply.js': {
    text: `'use strict'
const { x } = require('node:x')
const y = require("./y")

/**
 * Sends what it is given.
 */
Reply.prototype.send = function (payload) {
  return y(payload)
}
module.exports = { x }
`,
    wholes: ['module:', 'function:Reply.send', 'code:1j73qaj'],
    members: ['function:Reply.send'],
    describes: {
      symbol: 'Reply.send',
      signature: 'Reply.prototype.send = function (payload)',
      doc: 'Sends what it is given.',
      imports: ['node:x', './y'],
    },
  },
  'crawl.py': {
    text: `#!/usr/bin/env python
"""Crawls."""
from __future__ import annotations
import os.path, re as regex
from .links import Link

LIMIT = 3


@final
class Spider(Base):
    """Follows links."""

    name = "s"

    @property
    def first(self) -> Link:
        # the one
        return self.links[0]

    async def crawl(self, url, depth=0):
        """Goes on."""
        return [url, depth, os.path.join(url), regex.compile(url), self.first]


def main(): pass
`,
    wholes: ['module:', 'code:b3esty', 'class:Spider', 'function:main'],
    members: ['class:Spider', 'method:Spider.first', 'method:Spider.crawl/1'],
    describes: {
      symbol: 'Spider',
      signature: 'class Spider(Base)',
      doc: 'Follows links.',
      imports: ['annotations', 'os.path', 're', '.links'],
    },
  },
  'context.go': {
    text: `// Copyright somebody

// Package web serves.
package web

import (
	"fmt"
	h "net/http"
)

const (
	A = 1
	B = 2
)

// Context is handed on.
type Context struct {
	Request *h.Request
}

type Handler interface {
	Handle(c *Context) error
}

// Next calls the next handler.
func (c *Context) Next(n int) error { return fmt.Errorf("no") }

func (l *List[T]) Len() int { return 0 }

func New() *Context { return &Context{} }
`,
    wholes: ['module:', 'code:A', 'type:Context', 'interface:Handler', 'method:Context.Next', 'method:List.Len', 'function:New'],
    members: ['method:Context.Next'],
    describes: {
      symbol: 'Context.Next',
      signature: 'func (c *Context) Next(n int) error',
      doc: 'Next calls the next handler.',
      imports: ['fmt', 'net/http'],
    },
  },
  'JsonArray.java': {
    text: `package a.b;

import java.util.List;
import static java.lang.Math.*;

/** An array. */
@Final
public final class JsonArray extends JsonElement {
  private final List<String> elements = null;

  /** Makes an empty one. */
  public JsonArray() { this.elements = new ArrayList<>(); }

  @Override
  public int size(int x) { return elements.size(); }

  enum Kind { X, Y; int rank() { return 0; } }
}

record Point(int x, int y) {}
`,
    wholes: ['module:', 'class:JsonArray', 'class:Point'],
    members: ['class:JsonArray', 'method:JsonArray.JsonArray', 'method:JsonArray.size', 'enum:JsonArray.Kind'],
    describes: {
      symbol: 'JsonArray',
      signature: 'public final class JsonArray extends JsonElement',
      doc: 'An array.',
      imports: ['java.util.List', 'java.lang.Math.*'],
    },
  },
  'json.rs': {
    text: `//! Reads JSON.
use std::io;
use crate::{a, b};

/// A value.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T> Json<T> {
    /// Takes it out.
    pub fn into_inner(self) -> T { self.0 }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> { serde_json::from_slice(bytes).map(Json) }
}

pub trait Reads { fn read(&self); }

mod tests {
    #[test]
    fn reads() { assert!(true); }
}
`,
    wholes: ['module:', 'type:Json', 'class:Json', 'interface:Reads', 'namespace:tests'],
    members: ['class:Json', 'method:Json.into_inner', 'method:Json.from_bytes'],
    describes: { symbol: 'Json', signature: 'pub struct Json<T>', doc: 'A value.', imports: ['std::io', 'crate::{a, b}'] },
  },
};
