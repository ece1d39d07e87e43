package io.github.facenet4j.facenet.demo;

import io.github.facenet4j.facenet.train.TrainingListener;

/** Hears how a demonstration goes. */
public interface DemoListener extends TrainingListener {

  /** Something begins that takes a while, in words. */
  void begins(String what);

  /** Asked after every training step: whether training should end early. */
  boolean isStopAsked();
}
