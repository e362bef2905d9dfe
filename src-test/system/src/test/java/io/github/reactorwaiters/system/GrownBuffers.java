// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.NettyRuntime;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/**
 * Netty's allocator as it is in a process that has been busy for a while. Each size of buffer has a stripe, and where threads
 * collide, twice as many, up to two a core: a step that is taken a few times in a process' life, under a lock, on whichever
 * thread comes first. Once all are there, nothing locks any more.
 */
final class GrownBuffers {
    private GrownBuffers() {}

    /** Grows what all threads share; what one thread has for itself does not grow. */
    static void grow() throws ReflectiveOperationException {
        assertThat(ByteBufAllocator.DEFAULT).isInstanceOf(AdaptiveByteBufAllocator.class);
        for (String memory : new String[] {"direct", "heap"}) {
            Object pool = field(ByteBufAllocator.DEFAULT, memory);
            Object sizes = field(pool, "sizeClassedMagazineGroups");
            for (int i = 0; i < Array.getLength(sizes); i++) {
                grow(Array.get(sizes, i));
            }
            grow(field(pool, "largeBufferMagazineGroup"));
        }
    }

    private static void grow(Object group) throws ReflectiveOperationException {
        Method expand = group.getClass().getDeclaredMethod("tryExpandMagazines", int.class);
        expand.setAccessible(true);
        int most = NettyRuntime.availableProcessors() * 2;
        for (int stripes = stripes(group); stripes < most; stripes = stripes(group)) {
            expand.invoke(group, stripes);
            assertThat(stripes(group)).isGreaterThan(stripes);
        }
    }

    private static int stripes(Object group) throws ReflectiveOperationException {
        return Array.getLength(field(group, "magazines"));
    }

    private static Object field(Object owner, String name) throws ReflectiveOperationException {
        Field field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
    }
}
