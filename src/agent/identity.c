// SPDX-License-Identifier: MIT
//
// Which component it is: see identity.h. Identities are JVMTI tags of the objects; the JVM drops a tag
// with its object.

#include "agent/identity.h"

#include "agent/hook.h"

// Lies above all numbers and below the tags of classes (kind.c).
#define SECRET_TAG ((jlong)1 << 61)

struct identity identity_of(JNIEnv *env, jobject component, struct traits traits)
{
    static jlong last;
    jlong tag = 0;
    if ((*jvmti)->GetTag(jvmti, component, &tag) == JVMTI_ERROR_NONE && tag == 0) {
        tag = ++last;
        (*jvmti)->SetTag(jvmti, component, tag);
        hook_listen_to(env, component, traits);
    }
    return (struct identity){ .id = tag & ~SECRET_TAG, .is_secret = (tag & SECRET_TAG) != 0 };
}

void identity_make_secret(JNIEnv *env, jobject component)
{
    struct identity identity = identity_of(env, component, kind_traits(env, component));
    (*jvmti)->SetTag(jvmti, component, identity.id | SECRET_TAG);
}

jobject identity_find(jlong id)
{
    if (id <= 0 || id >= SECRET_TAG)
        return NULL;
    const jlong tags[] = { id, id | SECRET_TAG };
    jobject *found = NULL;
    jint count = 0;
    if ((*jvmti)->GetObjectsWithTags(jvmti, 2, tags, &count, &found, NULL) != JVMTI_ERROR_NONE)
        return NULL;
    jobject component = count > 0 ? found[0] : NULL;
    (*jvmti)->Deallocate(jvmti, (unsigned char *)found);
    return component;
}
